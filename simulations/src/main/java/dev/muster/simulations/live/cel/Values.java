package dev.muster.simulations.live.cel;

import com.google.protobuf.NullValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values on their way into the library and out of it: it has a word of its own for null. */
final class Values {
  private Values() {}

  static Object shown(@Nullable Object value) {
    return switch (value) {
      case null -> NullValue.NULL_VALUE;
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, Object>();
        map.forEach((key, element) -> copy.put(key, shown(element)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<Object>(list.size());
        list.forEach(element -> copy.add(shown(element)));
        yield copy;
      }
      case Optional<?> optional -> optional.map(Values::shown);
      default -> value;
    };
  }

  static @Nullable Object read(Object value) {
    return value instanceof NullValue ? null : value;
  }
}
