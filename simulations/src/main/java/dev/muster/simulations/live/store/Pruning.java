package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Drops the fields that a schema does not know. */
final class Pruning {
  private static final List<String> ROOT = List.of("apiVersion", "kind", "metadata");

  private final List<String> dropped;

  private Pruning(List<String> dropped) {
    this.dropped = dropped;
  }

  /** Returns the whole object without unknown fields; their paths go to {@code dropped}. */
  static Map<String, @Nullable Object> prune(
      Schema schema, Map<String, @Nullable Object> object, List<String> dropped) {
    var pruning = new Pruning(dropped);
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : object.entrySet()) {
      if (ROOT.contains(entry.getKey())) {
        result.put(entry.getKey(), entry.getValue());
      } else {
        pruning.field(schema, entry.getKey(), entry.getValue(), entry.getKey(), result);
      }
    }
    return Trees.same(object, result);
  }

  private void field(
      Schema schema,
      String key,
      @Nullable Object value,
      String path,
      Map<String, @Nullable Object> result) {
    var known = schema.property(key);
    if (known != null) {
      result.put(key, value(known, value, path));
    } else if (schema.preservesUnknown()) {
      result.put(key, value);
    } else {
      dropped.add(path);
    }
  }

  private @Nullable Object value(Schema schema, @Nullable Object value, String path) {
    if (schema.opaque()) {
      return value;
    }
    if (value instanceof Map<?, ?>) {
      return object(schema, Trees.object(value), path);
    }
    if (value instanceof List<?> list) {
      var result = new ArrayList<@Nullable Object>();
      for (int i = 0; i < list.size(); i++) {
        result.add(value(schema.items(), list.get(i), path + "[" + i + "]"));
      }
      return Trees.same(list, result) ? list : Collections.unmodifiableList(result);
    }
    return value;
  }

  private Map<String, @Nullable Object> object(
      Schema schema, Map<String, @Nullable Object> object, String path) {
    if (object instanceof FrozenMap known && known.pruned == schema) {
      return object;
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : object.entrySet()) {
      var below = path + "." + entry.getKey();
      field(schema, entry.getKey(), entry.getValue(), below, result);
    }
    var pruned = Trees.same(object, result);
    if (pruned == object && object instanceof FrozenMap known) {
      known.pruned = schema;
    }
    return pruned;
  }
}
