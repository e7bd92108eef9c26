package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Field;
import dev.muster.simulations.live.shapes.KindShapes;
import dev.muster.simulations.live.shapes.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a value is to be gone through, and what stands in a typed object where nothing is said. */
final class Forms {
  /** Stands for what is not there, as against null. */
  static final Object ABSENT = new Object();

  static final Shape FREE = new Shape.Free(false);

  /** A whole, or something with parts. */
  enum Form {
    LEAF,
    MAP,
    LIST,
    /** Null or nothing: takes the form of what it is compared to. */
    OPEN
  }

  private Forms() {}

  static Shape resolve(@Nullable Shape shape) {
    return shape == null ? FREE : KindShapes.BUILT_IN.resolve(shape);
  }

  static Form of(Shape shape, @Nullable Object value) {
    if (value == null || value == ABSENT) {
      return Form.OPEN;
    }
    return switch (shape) {
      case Shape.Mapping mapping ->
          mapping.atomic() || !(value instanceof Map) ? Form.LEAF : Form.MAP;
      case Shape.Listing listing ->
          listing.identity() == Shape.Identity.WHOLE || !(value instanceof List)
              ? Form.LEAF
              : Form.LIST;
      case Shape.Free free -> value instanceof Map ? Form.MAP : Form.LEAF;
      case Shape.Scalar scalar -> Form.LEAF;
      case Shape.Reference reference ->
          throw new IllegalArgumentException("resolve it first: " + reference);
    };
  }

  static @Nullable Shape at(Shape shape, String field) {
    return shape instanceof Shape.Mapping mapping ? mapping.at(field) : FREE;
  }

  /** The fields of an object, with those that are always written; empty for null and nothing. */
  static Map<String, @Nullable Object> fields(Shape shape, @Nullable Object value) {
    if (!(value instanceof Map<?, ?>)) {
      return Trees.EMPTY;
    }
    var given = Trees.object(value);
    if (!(shape instanceof Shape.Mapping mapping)) {
      return given;
    }
    @Nullable Map<String, @Nullable Object> filled = null;
    for (var entry : mapping.fields().entrySet()) {
      if (entry.getValue().written() && !given.containsKey(entry.getKey())) {
        filled = filled == null ? new LinkedHashMap<>(given) : filled;
        filled.put(entry.getKey(), zero(entry.getValue()));
      }
    }
    return filled == null ? given : filled;
  }

  /** What is written for a field without a value. */
  static @Nullable Object zero(Field field) {
    if (field.keepsZero()) {
      return null;
    }
    return switch (resolve(field.shape())) {
      case Shape.Scalar scalar ->
          switch (scalar.type()) {
            case "string" -> "";
            case "int32", "int64", "int-or-string" -> 0L;
            case "boolean" -> false;
            case "quantity" -> "0";
            default -> null;
          };
      case Shape.Mapping mapping when !mapping.name().isEmpty() -> Trees.EMPTY;
      case Shape.Mapping mapping -> null;
      case Shape.Listing listing -> null;
      case Shape.Free free -> null;
      case Shape.Reference reference -> null;
    };
  }
}
