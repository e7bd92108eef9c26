package dev.muster.webhook.http;

import dev.muster.webhook.decide.Admission.Addition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object to which additions are applied as an API server applies the patch of a webhook. */
final class Draft {
  private final Map<String, @Nullable Object> root;

  Draft(Map<String, @Nullable Object> object) {
    root = copy(object);
  }

  Map<String, @Nullable Object> tree() {
    return root;
  }

  /** Fails, as a patch does, where there is nothing to add to. */
  void add(Addition addition) {
    var steps = addition.path().substring(1).split("/", -1);
    @Nullable Object at = root;
    for (int i = 0; i < steps.length - 1; i++) {
      at = child(at, name(steps[i]));
      if (at == null) {
        throw new AssertionError("nothing to add to at " + addition.path());
      }
    }
    put(at, name(steps[steps.length - 1]), addition);
  }

  private static @Nullable Object child(@Nullable Object container, String name) {
    if (container instanceof List<?> list && name.matches("\\d{1,9}")) {
      int index = Integer.parseInt(name);
      return index < list.size() ? list.get(index) : null;
    }
    return container instanceof Map<?, ?> map ? map.get(name) : null;
  }

  @SuppressWarnings("unchecked") // names of JSON objects are strings
  private static void put(@Nullable Object container, String name, Addition addition) {
    if (container instanceof List<?> list && name.equals("-")) {
      ((List<@Nullable Object>) list).add(addition.value());
    } else if (container instanceof Map<?, ?> map) {
      ((Map<String, @Nullable Object>) map).put(name, addition.value());
    } else {
      throw new AssertionError("cannot add at " + addition.path());
    }
  }

  private static String name(String step) {
    return step.replace("~1", "/").replace("~0", "~");
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> from) {
    var copy = new LinkedHashMap<String, @Nullable Object>();
    from.forEach((key, value) -> copy.put(String.valueOf(key), copy(value)));
    return copy;
  }

  private static @Nullable Object copy(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> copy(map);
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>();
        list.forEach(item -> copy.add(copy(item)));
        yield copy;
      }
      case null, default -> value;
    };
  }
}
