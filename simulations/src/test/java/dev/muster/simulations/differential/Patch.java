package dev.muster.simulations.differential;

import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts trees together: a null in the second takes a field away, or stays if there was none. */
final class Patch {
  private Patch() {}

  static Map<String, @Nullable Object> merge(
      Map<String, @Nullable Object> target, Map<String, @Nullable Object> changes) {
    var result = Trees.copyOf(target);
    changes.forEach((key, value) -> {
      if (value == null && result.containsKey(key)) {
        result.remove(key);
      } else if (value instanceof Map<?, ?> && result.get(key) instanceof Map<?, ?>) {
        result.put(key, merge(Trees.map(result, key), Trees.map(value)));
      } else {
        result.put(key, value);
      }
    });
    return result;
  }

  static Map<String, @Nullable Object> withNull(String key, @Nullable Object value) {
    return Trees.object(key, value);
  }
}
