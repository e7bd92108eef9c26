package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing that is wrong with an object; {@code reason} as {@code FieldValueInvalid}. */
record Cause(String reason, String field, String message) {
  static Cause required(String field) {
    return new Cause("FieldValueRequired", field, "Required value");
  }

  static Cause required(String field, String detail) {
    return new Cause("FieldValueRequired", field, "Required value: " + detail);
  }

  static Cause invalid(String field, @Nullable Object value, String detail) {
    return new Cause("FieldValueInvalid", field, "Invalid value: " + shown(value) + ": " + detail);
  }

  /** Of a tree that is shown whole. */
  static Cause tree(String field, @Nullable Object value, String detail) {
    return written(field, PathElement.json(value), detail);
  }

  /** Of a value that somebody has written as JSON already. */
  static Cause written(String field, String json, String detail) {
    return new Cause("FieldValueInvalid", field, "Invalid value: " + json + ": " + detail);
  }

  /** Of something too large to be shown. */
  static Cause invalid(String field, String detail) {
    return new Cause("FieldValueInvalid", field, "Invalid value: " + detail);
  }

  static Cause wrongType(String field, @Nullable Object value, String detail) {
    return new Cause(
        "FieldValueTypeInvalid", field, "Invalid value: " + shown(value) + ": " + detail);
  }

  static Cause unsupported(String field, @Nullable Object value, List<String> supported) {
    var quoted = supported.stream().map(name -> '"' + name + '"').toList();
    return new Cause(
        "FieldValueNotSupported",
        field,
        "Unsupported value: " + shown(value) + ": supported values: " + String.join(", ", quoted));
  }

  static Cause forbidden(String field, String detail) {
    return new Cause("FieldValueForbidden", field, "Forbidden: " + detail);
  }

  static Cause duplicate(String field, @Nullable Object value) {
    return new Cause("FieldValueDuplicate", field, "Duplicate value: " + shown(value));
  }

  static Cause tooMany(String field, int size, long limit) {
    return new Cause(
        "FieldValueTooMany",
        field,
        "Too many: " + size + ": must have at most " + limit + " items");
  }

  static Cause tooLong(String field, long limit) {
    return new Cause(
        "FieldValueTooLong", field, "Too long: may not be more than " + limit + " bytes");
  }

  String text() {
    return field + ": " + message;
  }

  /** A value as messages show it, cut so that a huge one cannot make a huge message. */
  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> PathElement.json(Statuses.cut(text));
      case Map<?, ?> map -> "\"object\"";
      case List<?> list -> "\"array\"";
      default -> Statuses.cut(value.toString());
    };
  }
}
