package dev.muster.simulations.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Two answers to the same request that are not the same. */
record Difference(Step step, Reply embedded, Reply real) {

  /**
   * Whether only one of the servers did what was asked, so that they go on from different states.
   */
  boolean parts() {
    return (embedded.code() < 300) != (real.code() < 300);
  }

  /** What is different, one line for each place. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    compare("code", embedded.code(), real.code(), lines);
    compare("", embedded.body(), real.body(), lines);
    compare("warnings", embedded.warnings(), real.warnings(), lines);
    return lines;
  }

  /** The same for differences of the same cause. */
  String signature() {
    var places = new TreeSet<String>();
    for (var line : lines()) {
      places.add(line.substring(0, line.indexOf(": ")).replaceAll("\\[\\d+\\]", "[]"));
    }
    return step.label() + " " + places;
  }

  private static void compare(
      String path, @Nullable Object left, @Nullable Object right, List<String> lines) {
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      var keys = new TreeSet<String>();
      a.keySet().forEach(key -> keys.add(String.valueOf(key)));
      b.keySet().forEach(key -> keys.add(String.valueOf(key)));
      keys.forEach(key -> compare(path + "." + key, of(a, key), of(b, key), lines));
    } else if (left instanceof List<?> a && right instanceof List<?> b && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        compare(path + "[" + i + "]", a.get(i), b.get(i), lines);
      }
    } else if (!Objects.equals(left, right)) {
      lines.add(path + ": embedded " + shown(left) + "\n    real " + shown(right));
    }
  }

  private static @Nullable Object of(Map<?, ?> map, String key) {
    return map.containsKey(key)
        ? String.valueOf(map.get(key)).equals("null") ? "null" : map.get(key)
        : null;
  }

  private static String shown(@Nullable Object value) {
    return value == null
        ? "has none"
        : value instanceof String text ? '"' + text + '"' : String.valueOf(value);
  }
}
