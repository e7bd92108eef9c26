package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what a schema has a default for, and drops nulls where a schema allows none. Returns the
 * same tree where there is nothing to do, so that reading costs no memory.
 */
final class Defaulting {
  private Defaulting() {}

  static Map<String, @Nullable Object> apply(Schema schema, Map<String, @Nullable Object> object) {
    if (object instanceof FrozenMap known && known.filled == schema) {
      return object;
    }
    var filled = filled(schema, object);
    if (filled == object && object instanceof FrozenMap known) {
      known.filled = schema;
    }
    return filled;
  }

  private static Map<String, @Nullable Object> filled(
      Schema schema, Map<String, @Nullable Object> object) {
    @Nullable Map<String, @Nullable Object> changed = null;
    for (var entry : object.entrySet()) {
      var known = schema.property(entry.getKey());
      @Nullable Object before = entry.getValue();
      boolean dropped = before == null && known != null && forbidsNull(known);
      @Nullable Object after = known == null ? before : value(known, before);
      if (dropped || after != before) {
        changed = changed == null ? new LinkedHashMap<>(object) : changed;
        changed.put(entry.getKey(), after);
        if (dropped) {
          changed.remove(entry.getKey());
        }
      }
    }
    for (var property : schema.named().entrySet()) {
      @Nullable Object value = property.getValue().get("default");
      var present = changed == null ? object : changed;
      if (value != null && !present.containsKey(property.getKey())) {
        changed = changed == null ? new LinkedHashMap<>(object) : changed;
        changed.put(property.getKey(), value(property.getValue(), value));
      }
    }
    return changed == null ? object : Trees.frozen(changed);
  }

  private static boolean forbidsNull(Schema schema) {
    return !schema.nullable() && (!schema.type().isEmpty() || schema.intOrString());
  }

  private static @Nullable Object value(Schema schema, @Nullable Object value) {
    if (schema.opaque()) {
      return value;
    }
    if (value instanceof Map<?, ?>) {
      return apply(schema, Trees.object(value));
    }
    return value instanceof List<?> list ? elements(schema.items(), Trees.list(list)) : value;
  }

  private static List<@Nullable Object> elements(Schema schema, List<@Nullable Object> list) {
    if (schema.opaque()) {
      return list;
    }
    @Nullable List<@Nullable Object> changed = null;
    for (int i = 0; i < list.size(); i++) {
      @Nullable Object before = list.get(i);
      @Nullable Object after = value(schema, before);
      if (after != before) {
        changed = changed == null ? new ArrayList<>(list) : changed;
        changed.set(i, after);
      }
    }
    return changed == null ? list : Trees.frozen(changed);
  }
}
