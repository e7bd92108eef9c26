package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reading and changing JSON trees without ever altering one: every change makes a new map that
 * shares what it did not touch. Reading is total: what is not there, or not of the asked type, is
 * empty.
 */
final class Trees {
  static final Map<String, @Nullable Object> EMPTY = Collections.emptyMap();

  private static final Class<?> FROZEN_LIST =
      Collections.unmodifiableList(new ArrayList<>()).getClass();

  private Trees() {}

  /** Returns {@code value} if it is an object, else an empty one. */
  @SuppressWarnings("unchecked") // keys are strings in every tree that passed Bodies
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : EMPTY;
  }

  @SuppressWarnings("unchecked") // reading elements as Object is always right
  static List<@Nullable Object> list(@Nullable Object value) {
    return value instanceof List<?> list ? (List<@Nullable Object>) list : Collections.emptyList();
  }

  static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  static long number(@Nullable Object value, long otherwise) {
    return value instanceof Long number ? number : otherwise;
  }

  static @Nullable Object at(@Nullable Object tree, String... path) {
    @Nullable Object current = tree;
    for (String key : path) {
      current = object(current).get(key);
    }
    return current;
  }

  static String textAt(@Nullable Object tree, String... path) {
    return text(at(tree, path));
  }

  static Map<String, @Nullable Object> objectAt(@Nullable Object tree, String... path) {
    return object(at(tree, path));
  }

  static List<@Nullable Object> listAt(@Nullable Object tree, String... path) {
    return list(at(tree, path));
  }

  /** Makes an object of alternating keys and values, in that order. */
  static Map<String, @Nullable Object> of(@Nullable Object... keysAndValues) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      result.put(text(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return FrozenMap.of(result);
  }

  /** Returns the tree with {@code value} at {@code path}, making objects on the way. */
  static Map<String, @Nullable Object> put(
      Map<String, @Nullable Object> tree, @Nullable Object value, String... path) {
    return put(tree, value, path, 0);
  }

  private static Map<String, @Nullable Object> put(
      Map<String, @Nullable Object> tree, @Nullable Object value, String[] path, int depth) {
    String key = path[depth];
    @Nullable Object below =
        depth == path.length - 1 ? value : put(object(tree.get(key)), value, path, depth + 1);
    return FrozenMap.of(tree).with(key, below);
  }

  /** Returns the tree without what is at {@code path}; the same tree if nothing is. */
  static Map<String, @Nullable Object> remove(Map<String, @Nullable Object> tree, String... path) {
    return remove(tree, path, 0);
  }

  private static Map<String, @Nullable Object> remove(
      Map<String, @Nullable Object> tree, String[] path, int depth) {
    String key = path[depth];
    if (!tree.containsKey(key)) {
      return tree;
    }
    var result = FrozenMap.of(tree);
    if (depth == path.length - 1) {
      return result.without(key);
    }
    return tree.get(key) instanceof Map<?, ?> below
        ? result.with(key, remove(object(below), path, depth + 1))
        : result;
  }

  /** Puts {@code value}, or removes the key if it is null. */
  static Map<String, @Nullable Object> putOrRemove(
      Map<String, @Nullable Object> tree, @Nullable Object value, String... path) {
    return value == null ? remove(tree, path) : put(tree, value, path);
  }

  /** The strings of a list; elements of other types are passed over. */
  static List<String> texts(@Nullable Object value) {
    var result = new ArrayList<String>();
    for (Object element : list(value)) {
      if (element instanceof String text) {
        result.add(text);
      }
    }
    return result;
  }

  /** The objects of a list; elements of other types are passed over. */
  static List<Map<String, @Nullable Object>> objects(@Nullable Object value) {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (Object element : list(value)) {
      if (element instanceof Map<?, ?>) {
        result.add(object(element));
      }
    }
    return result;
  }

  static List<@Nullable Object> frozen(List<? extends @Nullable Object> elements) {
    return Collections.unmodifiableList(new ArrayList<@Nullable Object>(elements));
  }

  static Map<String, @Nullable Object> frozen(Map<String, ? extends @Nullable Object> map) {
    return FrozenMap.of(map);
  }

  /** What was made of the tree, which is that itself if it holds just these very values. */
  static Map<String, @Nullable Object> same(
      Map<String, @Nullable Object> tree, Map<String, @Nullable Object> made) {
    return tree instanceof FrozenMap frozen ? frozen.same(made) : FrozenMap.of(made);
  }

  /** Whether {@code tree} cannot change and holds just these very values, in this order. */
  static boolean same(List<?> tree, List<?> made) {
    if (tree.getClass() != FROZEN_LIST || tree.size() != made.size()) {
      return false;
    }
    for (int i = 0; i < made.size(); i++) {
      if (tree.get(i) != made.get(i)) {
        return false;
      }
    }
    return true;
  }
}
