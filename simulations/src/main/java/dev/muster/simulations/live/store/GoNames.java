package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names that a decoder in Go has for types, which people find in its complaints. */
final class GoNames {
  private GoNames() {}

  /** The bare name of an object's type. */
  static String of(Shape.Mapping shape) {
    return shape.name().substring(shape.name().lastIndexOf('.') + 1);
  }

  /** What such a decoder says of a value that is not of the type of its field. */
  static String mismatch(String value, String owner, List<String> fields, Shape shape) {
    var where =
        fields.isEmpty() ? "value" : "struct field " + owner + "." + String.join(".", fields);
    return "json: cannot unmarshal " + value + " into Go " + where + " of type " + type(shape);
  }

  private static String type(@Nullable Shape unresolved) {
    return switch (Forms.resolve(unresolved)) {
      case Shape.Scalar scalar -> scalar(scalar.type());
      case Shape.Listing listing -> "[]" + type(listing.element());
      case Shape.Mapping mapping when mapping.name().isEmpty() ->
          "map[string]" + type(mapping.rest());
      case Shape.Mapping mapping -> qualified(mapping.name());
      case Shape.Free free -> "interface {}";
      case Shape.Reference reference -> reference.name();
    };
  }

  private static String scalar(String type) {
    return switch (type) {
      case "boolean" -> "bool";
      case "double" -> "float64";
      case "bytes" -> "[]uint8";
      case "quantity" -> "resource.Quantity";
      case "time", "microtime", "int-or-string" -> "string";
      default -> type;
    };
  }

  /** The package by its last name, as in {@code v1.PodSpec}. */
  private static String qualified(String name) {
    int last = name.lastIndexOf('.');
    return name.substring(name.lastIndexOf('.', last - 1) + 1);
  }
}
