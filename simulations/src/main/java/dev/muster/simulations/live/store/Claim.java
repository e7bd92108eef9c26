package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Shape;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an applied configuration claims: every place that it says something about. Stops at the
 * first thing that the shape of its kind does not allow.
 */
final class Claim {
  private final FieldSet.Draft places = new FieldSet.Draft();
  private final ArrayDeque<String> path = new ArrayDeque<>();

  /** Why a configuration cannot be applied. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message, null, false, false);
    }
  }

  private Claim() {}

  static FieldSet of(Shape shape, Map<String, @Nullable Object> configuration) {
    var claim = new Claim();
    claim.value(shape, configuration);
    return claim.places.done();
  }

  private void value(@Nullable Shape declared, @Nullable Object value) {
    var shape = Forms.resolve(declared);
    check(shape, value);
    switch (Forms.of(shape, value)) {
      case LEAF -> places.add(path);
      case MAP -> fields(shape, Trees.object(value));
      case LIST -> elements((Shape.Listing) shape, Trees.list(value));
      case OPEN -> {
        if (!(shape instanceof Shape.Listing)) {
          places.add(path);
        }
      }
    }
  }

  private void fields(Shape shape, Map<String, @Nullable Object> object) {
    for (var entry : new TreeMap<>(object).entrySet()) {
      var name = entry.getKey();
      boolean named = shape instanceof Shape.Mapping mapping && mapping.fields().containsKey(name);
      path.addLast(PathElement.field(name));
      if (!named && shape instanceof Shape.Mapping mapping && mapping.rest() == null) {
        throw unfit("field not declared in schema");
      }
      value(Forms.at(shape, name), entry.getValue());
      boolean bare = entry.getValue() == null || Trees.EMPTY.equals(entry.getValue());
      if (bare || !named) {
        places.add(path);
      }
      path.removeLast();
    }
  }

  private void elements(Shape.Listing shape, List<@Nullable Object> list) {
    var element = Forms.resolve(shape.element());
    var seen = new TreeMap<String, Integer>();
    for (int i = 0; i < list.size(); i++) {
      @Nullable Object value = list.get(i);
      checkKeys(shape, element, value, i);
      var name = PathElement.of(shape, element, value);
      if (seen.put(name, i) != null) {
        throw unfit("duplicate entries for key " + PathElement.shown(name));
      }
      path.addLast(name);
      value(element, value);
      places.add(path);
      path.removeLast();
    }
  }

  private void checkKeys(Shape.Listing shape, Shape element, @Nullable Object value, int index) {
    if (shape.identity() == Shape.Identity.KEYS && !(value instanceof Map)) {
      throw unfit(
          "element " + index + ": associative list with keys may not have non-map elements");
    }
    for (String key : shape.keys()) {
      if (PathElement.key(key, element, value) == null) {
        throw unfit(
            "element "
                + index
                + ": associative list with keys has an element that omits key field \""
                + key
                + "\" (and doesn't have default value)");
      }
    }
  }

  private void check(Shape shape, @Nullable Object value) {
    if (value == null) {
      return;
    }
    var wanted =
        switch (shape) {
          case Shape.Mapping mapping -> value instanceof Map ? "" : "map";
          case Shape.Listing listing -> value instanceof List ? "" : "list";
          case Shape.Scalar scalar -> wanted(scalar, value);
          case Shape.Free free -> "";
          case Shape.Reference reference -> "";
        };
    if (!wanted.isEmpty()) {
      throw unfit(
          "expected " + wanted + ", got &value.valueUnstructured{Value:" + shown(value) + "}");
    }
  }

  private static String wanted(Shape.Scalar scalar, Object value) {
    if (value instanceof Map || value instanceof List) {
      return "scalar";
    }
    return switch (scalar.type()) {
      case "string", "bytes", "time", "microtime" -> value instanceof String ? "" : "string";
      case "int32", "int64", "double", "integer", "number" ->
          value instanceof Number ? "" : "numeric (int or float)";
      case "boolean" -> value instanceof Boolean ? "" : "boolean";
      default -> "";
    };
  }

  private static String shown(Object value) {
    return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
  }

  private Unfit unfit(String message) {
    var text = new StringBuilder();
    path.forEach(element -> text.append(PathElement.shown(element)));
    return new Unfit(text + ": " + message);
  }
}
