package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON path that printer columns use: {@code .field}, {@code ['field']}, {@code
 * \.}-escaped dots, {@code [0]}, {@code [*]} and {@code [?(@.field=="text")]}. What cannot be read
 * finds nothing.
 */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.((?:[^.\\[\\\\]|\\\\.)+)"
              + "|\\[['\"]([^'\"]+)['\"]]"
              + "|\\[(\\*|-?[0-9]{1,9})]"
              + "|\\[\\?\\(@\\.([^=!\\s)]+)\\s*==\\s*['\"]([^'\"]*)['\"]\\)]");

  private static final int LONGEST = 1000;

  private JsonPath() {}

  /** Everything the path leads to, in order. */
  static List<@Nullable Object> find(String path, @Nullable Object tree) {
    List<@Nullable Object> found = new ArrayList<>();
    found.add(tree);
    if (path.length() > LONGEST) {
      return List.of();
    }
    var step = STEP.matcher(path);
    int end = 0;
    while (end < path.length()) {
      if (!step.find(end) || step.start() != end) {
        return List.of();
      }
      end = step.end();
      List<@Nullable Object> next = new ArrayList<>();
      for (Object one : found) {
        follow(step.group(1), step.group(2), one, next);
        index(step.group(3), one, next);
        choose(step.group(4), step.group(5), one, next);
      }
      found = next;
    }
    return found;
  }

  private static void follow(
      @Nullable String plain,
      @Nullable String quoted,
      @Nullable Object tree,
      List<@Nullable Object> next) {
    String field = plain != null ? plain.replaceAll("\\\\(.)", "$1") : quoted;
    if (field != null && tree instanceof Map<?, ?> map && map.get(field) != null) {
      next.add(map.get(field));
    }
  }

  private static void index(
      @Nullable String index, @Nullable Object tree, List<@Nullable Object> next) {
    if (index == null || !(tree instanceof List<?> list)) {
      return;
    }
    if (index.equals("*")) {
      next.addAll(list);
      return;
    }
    int at = Integer.parseInt(index);
    at = at < 0 ? list.size() + at : at;
    if (at >= 0 && at < list.size()) {
      next.add(list.get(at));
    }
  }

  private static void choose(
      @Nullable String field,
      @Nullable String value,
      @Nullable Object tree,
      List<@Nullable Object> next) {
    if (field == null || value == null || !(tree instanceof List<?> list)) {
      return;
    }
    for (Object element : list) {
      @Nullable Object found = Trees.at(element, field.split("\\.", -1));
      if (found != null && value.equals(found.toString())) {
        next.add(element);
      }
    }
  }
}
