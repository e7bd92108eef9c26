package dev.muster.scheduler.kube.act;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON trees: making, copying and reading them. */
final class Trees {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private Trees() {}

  /** An object of these fields, given as name, value, name, value. */
  static Map<String, @Nullable Object> map(@Nullable Object... fields) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put(String.valueOf(fields[i]), fields[i + 1]);
    }
    return map;
  }

  /** A copy that shares nothing that can change. Depth is bounded by whoever read the object. */
  static @Nullable Object copy(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((key, entry) -> copy.put(String.valueOf(key), copy(entry)));
      return copy;
    }
    if (value instanceof List<?> list) {
      var copy = new ArrayList<@Nullable Object>();
      list.forEach(entry -> copy.add(copy(entry)));
      return copy;
    }
    return value;
  }

  /** The object in this field, made if it is not there or is something else. */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> object(Map<String, @Nullable Object> in, String field) {
    if (in.get(field) instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    var made = new LinkedHashMap<String, @Nullable Object>();
    in.put(field, made);
    return made;
  }

  /** The list in this field, made if it is not there or is something else. */
  @SuppressWarnings("unchecked")
  static List<@Nullable Object> list(Map<String, @Nullable Object> in, String field) {
    if (in.get(field) instanceof List<?> list) {
      return (List<@Nullable Object>) list;
    }
    var made = new ArrayList<@Nullable Object>();
    in.put(field, made);
    return made;
  }

  /** Views a value as an object; an empty one if it is something else. */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> asObject(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        ? (Map<String, @Nullable Object>) map
        : new LinkedHashMap<>();
  }

  static List<?> asList(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  static String asText(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  /** A time to the microsecond, as Leases have it. */
  static String micros(long epochMillis) {
    return MICROS.format(Instant.ofEpochMilli(epochMillis));
  }

  /** A time to the second, as everything else has it. */
  static String seconds(long epochMillis) {
    return SECONDS.format(Instant.ofEpochMilli(epochMillis));
  }
}
