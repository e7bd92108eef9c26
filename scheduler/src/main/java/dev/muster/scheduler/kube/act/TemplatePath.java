package dev.muster.scheduler.kube.act;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the path of a pod set into the object: {@code template}, then fields and indices. */
final class TemplatePath {
  private static final String ROOT = "template";

  private TemplatePath() {}

  /** The pod template at {@code path}, to be changed in place; empty if there is none. */
  static Optional<Map<String, @Nullable Object>> find(
      Map<String, @Nullable Object> object, String path) {
    if (!path.startsWith(ROOT)) {
      return Optional.empty();
    }
    Object place = object;
    int at = ROOT.length();
    while (at < path.length() && place != null) {
      int end = at + 1;
      while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
        end++;
      }
      place = step(place, path.substring(at, end));
      at = end;
    }
    return place instanceof Map<?, ?> ? Optional.of(Trees.asObject(place)) : Optional.empty();
  }

  private static @Nullable Object step(Object place, String step) {
    if (step.startsWith(".")) {
      return place instanceof Map<?, ?> map ? map.get(step.substring(1)) : null;
    }
    if (!step.matches("\\[\\d{1,9}]") || !(place instanceof List<?> list)) {
      return null;
    }
    int index = Integer.parseInt(step.substring(1, step.length() - 1));
    return index < list.size() ? list.get(index) : null;
  }
}
