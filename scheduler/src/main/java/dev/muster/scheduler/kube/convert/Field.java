package dev.muster.scheduler.kube.convert;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a field says, where absent and null are not the same. */
record Field(boolean isThere, @Nullable Object value) {
  static final Field ABSENT = new Field(false, null);

  static Field of(@Nullable Object value) {
    return new Field(true, value);
  }

  static Field in(Map<?, ?> map, String name) {
    var value = map.get(name);
    return value != null || map.containsKey(name) ? of(value) : ABSENT;
  }

  /** Makes it the field of that name. */
  void put(Map<String, @Nullable Object> into, String name) {
    if (isThere) {
      into.put(name, value);
    } else {
      into.remove(name);
    }
  }
}
