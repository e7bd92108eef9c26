package dev.muster.scheduler.demand;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One object laid over another, as controllers do that let users amend a template: fields of both
 * that are objects are laid over each other, everything else is that of the upper one if it is
 * there at all. Lists are not merged; whoever knows what theirs mean does that. Neither object is
 * changed. Objects are no deeper than {@link Depth} lets pass.
 */
final class Overlay {
  private Overlay() {}

  static @Nullable Object of(@Nullable Object lower, @Nullable Object upper) {
    if (upper == null) {
      return lower;
    }
    if (!(lower instanceof Map<?, ?>) || !(upper instanceof Map<?, ?> over)) {
      return upper;
    }
    var both = fields(lower);
    over.forEach((key, value) -> {
      var name = String.valueOf(key);
      both.put(name, of(both.get(name), value));
    });
    return both;
  }

  /** A copy of an object's fields; empty for what is no object. */
  static Map<String, @Nullable Object> fields(@Nullable Object object) {
    var fields = new TreeMap<String, @Nullable Object>();
    if (object instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    }
    return fields;
  }

  /** An object with this one field. */
  static Map<String, @Nullable Object> field(String name, @Nullable Object value) {
    return Collections.singletonMap(name, value);
  }
}
