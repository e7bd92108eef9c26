package dev.muster.simulations.live.objects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Total functions on JSON trees. What is absent, or is not of the kind that was asked for, reads as
 * empty: an object that makes no sense is nobody's failure here.
 */
public final class Trees {
  private Trees() {}

  /** The value at {@code path}, or null. */
  public static @Nullable Object at(@Nullable Object tree, String... path) {
    Object value = tree;
    for (String step : path) {
      value = value instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return value;
  }

  /** The map at {@code path}, or an empty one. */
  @SuppressWarnings("unchecked") // trees have string keys only
  public static Map<String, @Nullable Object> map(@Nullable Object tree, String... path) {
    return at(tree, path) instanceof Map<?, ?> map
        ? (Map<String, @Nullable Object>) map
        : new LinkedHashMap<>();
  }

  /** The maps in the list at {@code path}, in order. */
  public static List<Map<String, @Nullable Object>> maps(@Nullable Object tree, String... path) {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    if (at(tree, path) instanceof List<?> list) {
      for (Object entry : list) {
        if (entry instanceof Map<?, ?>) {
          result.add(map(entry));
        }
      }
    }
    return result;
  }

  /** The texts in the list at {@code path}, in order. */
  public static List<String> texts(@Nullable Object tree, String... path) {
    var result = new ArrayList<String>();
    if (at(tree, path) instanceof List<?> list) {
      for (Object entry : list) {
        if (entry instanceof String text) {
          result.add(text);
        }
      }
    }
    return result;
  }

  /** The text at {@code path}, or an empty one. */
  public static String text(@Nullable Object tree, String... path) {
    return at(tree, path) instanceof String text ? text : "";
  }

  /** The whole number at {@code path}, or {@code fallback}. */
  public static long number(@Nullable Object tree, long fallback, String... path) {
    return at(tree, path) instanceof Number number ? number.longValue() : fallback;
  }

  /** Whether the value at {@code path} is {@code true}. */
  public static boolean flag(@Nullable Object tree, String... path) {
    return Boolean.TRUE.equals(at(tree, path));
  }

  /** The entries of the map at {@code path} whose values are texts, by key. */
  public static SortedMap<String, String> strings(@Nullable Object tree, String... path) {
    var result = new TreeMap<String, String>();
    map(tree, path)
        .forEach((key, value) -> {
          if (value instanceof String text) {
            result.put(key, text);
          }
        });
    return result;
  }

  /** A map of the given keys and values, in the given order. */
  public static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      result.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return result;
  }

  /** A copy of {@code tree} that shares no map or list with it. */
  public static @Nullable Object copy(@Nullable Object tree) {
    if (tree instanceof Map<?, ?>) {
      return copyOf(map(tree));
    }
    if (tree instanceof List<?> list) {
      var result = new ArrayList<@Nullable Object>(list.size());
      for (Object entry : list) {
        result.add(copy(entry));
      }
      return result;
    }
    return tree;
  }

  /** A copy of {@code map} that shares no map or list with it. */
  public static Map<String, @Nullable Object> copyOf(Map<String, @Nullable Object> map) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> result.put(key, copy(value)));
    return result;
  }

  public static String namespace(@Nullable Object object) {
    return text(object, "metadata", "namespace");
  }

  public static String name(@Nullable Object object) {
    return text(object, "metadata", "name");
  }

  public static String uid(@Nullable Object object) {
    return text(object, "metadata", "uid");
  }

  /** The annotation, or an empty text. */
  public static String annotation(@Nullable Object object, String key) {
    return text(object, "metadata", "annotations", key);
  }

  /** Whether the object is being deleted. */
  public static boolean leaving(@Nullable Object object) {
    return !text(object, "metadata", "deletionTimestamp").isEmpty();
  }

  /** The UID of the controller among the owners, or an empty text. */
  public static String controllerOf(@Nullable Object object) {
    return maps(object, "metadata", "ownerReferences").stream()
        .filter(owner -> flag(owner, "controller"))
        .map(owner -> text(owner, "uid"))
        .findFirst()
        .orElse("");
  }

  /** The status of the condition of that type, or an empty text. */
  public static String condition(@Nullable Object object, String type) {
    return maps(object, "status", "conditions").stream()
        .filter(condition -> text(condition, "type").equals(type))
        .map(condition -> text(condition, "status"))
        .findFirst()
        .orElse("");
  }
}
