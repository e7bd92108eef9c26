package dev.muster.simulations.live.store;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gate through which foreign trees enter: refuses what is too deep or too large before anything
 * recursive sees it, and makes an immutable copy of the rest in the one form that all else relies
 * on (string keys, whole numbers as {@code Long}, others as {@code Double}).
 */
final class Bodies {
  static final int DEEPEST = 100;

  /** Roughly bytes of JSON; three MiB, as an API server takes. */
  static final int LARGEST = 3 * 1024 * 1024;

  private static final int HEIGHTS = 128;
  private static final int TOO_MUCH = -1;

  private record Level(@Nullable Object value, int depth) {}

  private Bodies() {}

  /** Returns an immutable copy; refuses with 400 or 413. */
  static @Nullable Object admit(@Nullable Object body) {
    var unused = measure(body);
    return copy(body);
  }

  /** As {@link #admit}, of something that must be an object. */
  static Map<String, @Nullable Object> admitObject(@Nullable Object body) {
    if (!(body instanceof Map<?, ?>)) {
      throw Statuses.badRequest("the body of the request must be a JSON object");
    }
    return Trees.object(admit(body));
  }

  /** As {@link #admitObject}, of a tree that is made of admitted ones, so it needs no copy. */
  static Map<String, @Nullable Object> recheckObject(@Nullable Object body) {
    if (!(body instanceof Map<?, ?>)) {
      throw Statuses.badRequest("the patched object would not be a JSON object");
    }
    var unused = measure(body);
    return Trees.object(body);
  }

  /** Roughly its bytes; refuses what is too deep or too large. */
  static long measure(@Nullable Object body) {
    int weight = weigh(body, DEEPEST);
    return weight == TOO_MUCH ? walk(body) : weight / HEIGHTS;
  }

  /**
   * The size of what is neither too large nor deeper than {@code room}, times {@value #HEIGHTS},
   * plus its depth. Frozen maps know it of themselves.
   */
  private static int weigh(@Nullable Object value, int room) {
    if (room < 0) {
      return TOO_MUCH;
    }
    int weight = value instanceof FrozenMap map ? map.weight : 0;
    if (weight == 0) {
      weight = weighAll(value, room);
      if (weight != TOO_MUCH && value instanceof FrozenMap map) {
        map.weight = weight;
      }
    }
    return weight % HEIGHTS > room ? TOO_MUCH : weight;
  }

  private static int weighAll(@Nullable Object value, int room) {
    long size = sizeOf(value);
    int height = 0;
    for (Object child : children(value)) {
      int weight = weigh(child, room - 1);
      if (weight == TOO_MUCH) {
        return TOO_MUCH;
      }
      size += weight / HEIGHTS;
      height = Math.max(height, weight % HEIGHTS + 1);
    }
    return size > LARGEST ? TOO_MUCH : (int) size * HEIGHTS + height;
  }

  /**
   * The same, and says what there is too much of. Walks without recursion and stops at the limits,
   * so that it ends for every input.
   */
  private static long walk(@Nullable Object body) {
    var open = new ArrayDeque<Level>();
    open.push(new Level(body, 0));
    long size = 0;
    while (!open.isEmpty()) {
      var level = open.pop();
      if (level.depth > DEEPEST) {
        throw Statuses.badRequest(
            "the object is nested too deeply: more than " + DEEPEST + " levels");
      }
      size += sizeOf(level.value);
      if (size > LARGEST) {
        throw Statuses.tooLarge("limit is " + LARGEST);
      }
      for (Object child : children(level.value)) {
        open.push(new Level(child, level.depth + 1));
      }
    }
    return size;
  }

  private static long sizeOf(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length() + 3L;
    }
    if (value instanceof Map<?, ?> map) {
      long size = 2;
      for (Object key : map.keySet()) {
        size += String.valueOf(key).length() + 3L;
      }
      return size;
    }
    return 4;
  }

  private static Collection<? extends @Nullable Object> children(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.values();
    }
    return value instanceof List<?> list ? list : List.of();
  }

  private static @Nullable Object copy(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> copyObject(map);
      case List<?> list -> copyList(list);
      case String text -> text;
      case Boolean flag -> flag;
      case Long number -> number;
      case Integer number -> number.longValue();
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case BigInteger number when number.bitLength() < 64 -> number.longValue();
      case Number number -> finite(number.doubleValue());
      default -> throw Statuses.badRequest("a value of " + value.getClass() + " is not JSON");
    };
  }

  private static Double finite(double number) {
    if (!Double.isFinite(number)) {
      throw Statuses.badRequest("a number is out of range");
    }
    return number;
  }

  private static Map<String, @Nullable Object> copyObject(Map<?, ?> map) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw Statuses.badRequest("a key of an object must be a string");
      }
      result.put(key, copy(entry.getValue()));
    }
    return FrozenMap.of(result);
  }

  private static List<@Nullable Object> copyList(List<?> list) {
    var result = new ArrayList<@Nullable Object>(list.size());
    for (Object element : list) {
      result.add(copy(element));
    }
    return Collections.unmodifiableList(result);
  }
}
