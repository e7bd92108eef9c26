package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Field;
import dev.muster.simulations.live.shapes.KindShapes;
import dev.muster.simulations.live.shapes.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings an object of a built-in kind into the form in which it is stored and shown: without fields
 * that the kind does not have and without empty ones, but with those that are always written.
 * Refuses with 400 what is of a wrong type.
 */
final class Decoding {
  private static final List<String> TIMES = List.of("time", "microtime");

  private final ResourceType type;
  private final List<String> unknown;

  /** Where a value stands: as it was sent, and as the message of a wrong type says it. */
  private record Place(String sent, String struct, String field) {
    Place below(Shape.Mapping mapping, String name) {
      var path = sent.isEmpty() ? name : sent + "." + name;
      var owner = mapping.name().substring(mapping.name().lastIndexOf('.') + 1);
      var shown = field.isEmpty() ? name : field + "." + name;
      return mapping.name().isEmpty()
          ? new Place(path, struct, field)
          : new Place(path, owner, shown);
    }

    Place at(int index) {
      return new Place(sent + "[" + index + "]", struct, field);
    }
  }

  private Decoding(ResourceType type, List<String> unknown) {
    this.type = type;
    this.unknown = unknown;
  }

  /** Returns the object so; the paths of what it lost because nobody knows it go to unknown. */
  static Map<String, @Nullable Object> decode(
      ResourceType type, Map<String, @Nullable Object> object, List<String> unknown) {
    var shape = KindShapes.BUILT_IN.kind(type.apiVersion(), type.kind());
    return shape.isEmpty() ? object : new Decoding(type, unknown).root(shape.get(), object);
  }

  /** Refuses metadata of wrong types; nothing else is asked of it here. */
  static void checkMetadata(ResourceType type, @Nullable Object metadata) {
    var meta = new Shape.Reference(CustomShapes.META);
    if (metadata != null) {
      var decoding = new Decoding(type, new ArrayList<>());
      if (!(metadata instanceof Map)) {
        decoding.require(false, metadata, new Place("metadata", type.kind(), "metadata"), meta);
      }
      var unused = decoding.value(meta, metadata, new Place("metadata", type.kind(), "metadata"));
    }
  }

  /** The metadata is decoded elsewhere. */
  private Map<String, @Nullable Object> root(
      Shape.Mapping shape, Map<String, @Nullable Object> object) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("apiVersion", object.get("apiVersion"));
    result.put("kind", object.get("kind"));
    result.put("metadata", object.get("metadata"));
    fields(shape, object, new Place("", "", ""))
        .forEach((name, value) -> {
          if (!result.containsKey(name)) {
            result.put(name, value);
          }
        });
    return Trees.frozen(result);
  }

  private Map<String, @Nullable Object> fields(
      Shape.Mapping shape, Map<String, @Nullable Object> object, Place place) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    object.forEach((name, value) -> {
      var field = shape.fields().get(name);
      boolean metadata = place.sent().isEmpty() && name.equals("metadata");
      if (metadata) {
        return;
      }
      if (field != null) {
        put(result, name, field, value(field.shape(), value, place.below(shape, name)));
      } else if (shape.rest() != null) {
        result.put(name, entry(shape.rest(), value, place.below(shape, name)));
      } else {
        unknown.add(place.below(shape, name).sent());
      }
    });
    shape
        .fields()
        .forEach((name, field) -> {
          if (!result.containsKey(name) && !(place.sent().isEmpty() && name.equals("metadata"))) {
            put(result, name, field, null);
          }
        });
    return Trees.frozen(result);
  }

  private static void put(
      LinkedHashMap<String, @Nullable Object> result,
      String name,
      Field field,
      @Nullable Object value) {
    boolean nothing = value == null || (!field.keepsZero() && isZero(field.shape(), value));
    if (!nothing) {
      result.put(name, value);
    } else if (field.preset() != null) {
      result.put(name, field.preset());
    } else if (field.written() && !leftToDefaults(field)) {
      result.put(name, value == null ? zero(field) : value);
    }
  }

  /** What is written of them depends on what else the object says. */
  private static boolean leftToDefaults(Field field) {
    return field.shape() instanceof Shape.Scalar scalar && scalar.type().equals("int-or-string");
  }

  /** Objects with a type of their own are never nothing; lists and free maps are when empty. */
  private static boolean isZero(Shape shape, Object value) {
    if (Forms.resolve(shape) instanceof Shape.Mapping mapping && !mapping.name().isEmpty()) {
      return false;
    }
    return value.equals("")
        || value.equals(0L)
        || value.equals(false)
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map
            && map.isEmpty()
            && Forms.resolve(shape) instanceof Shape.Mapping);
  }

  private static @Nullable Object zero(Field field) {
    @Nullable Object zero = Forms.zero(field);
    return zero == Trees.EMPTY ? struct(Forms.resolve(field.shape())) : zero;
  }

  /** An object of which nothing was said. */
  private static Map<String, @Nullable Object> struct(Shape shape) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    if (shape instanceof Shape.Mapping mapping) {
      mapping.fields().forEach((name, field) -> put(result, name, field, null));
    }
    return Trees.frozen(result);
  }

  /** A value of a map of values; null stands for zero. */
  private @Nullable Object entry(Shape shape, @Nullable Object value, Place place) {
    @Nullable Object decoded = value(shape, value, place);
    return decoded == null && Forms.resolve(shape) instanceof Shape.Scalar scalar
        ? Forms.zero(new Field(scalar, false, true, false, false, null))
        : decoded;
  }

  private @Nullable Object value(Shape declared, @Nullable Object value, Place place) {
    if (value == null) {
      return null;
    }
    var shape = Forms.resolve(declared);
    return switch (shape) {
      case Shape.Scalar scalar -> scalar(scalar, value, place);
      case Shape.Mapping mapping -> {
        require(value instanceof Map, value, place, mapping);
        yield fields(mapping, Trees.object(value), place);
      }
      case Shape.Listing listing -> {
        require(value instanceof List, value, place, listing);
        var result = new ArrayList<@Nullable Object>();
        var list = Trees.list(value);
        for (int i = 0; i < list.size(); i++) {
          result.add(value(listing.element(), list.get(i), place.at(i)));
        }
        yield Trees.frozen(result);
      }
      case Shape.Free free -> value;
      case Shape.Reference reference -> value;
    };
  }

  private Object scalar(Shape.Scalar scalar, Object value, Place place) {
    switch (scalar.type()) {
      case "string", "bytes" -> require(value instanceof String, value, place, scalar);
      case "int32" ->
          require(
              value instanceof Long number && number.intValue() == number, value, place, scalar);
      case "int64" -> require(value instanceof Long, value, place, scalar);
      case "double" -> require(value instanceof Number, value, place, scalar);
      case "boolean" -> require(value instanceof Boolean, value, place, scalar);
      case "int-or-string" ->
          require(value instanceof Long || value instanceof String, value, place, scalar);
      case "quantity" -> {
        if (Quantities.parse(value).isEmpty()) {
          throw refusal(
              "quantities must match the regular expression"
                  + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        }
      }
      default -> {
        if (TIMES.contains(scalar.type())) {
          require(value instanceof String, value, place, scalar);
          if (Times.parse(Trees.text(value)).isEmpty()) {
            throw refusal(
                "parsing time \""
                    + value
                    + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \""
                    + value
                    + "\" as \"2006\"");
          }
        }
      }
    }
    return value;
  }

  private void require(boolean fits, Object value, Place place, Shape wanted) {
    if (!fits) {
      throw refusal(
          "json: cannot unmarshal "
              + jsonType(value, wanted)
              + " into Go struct field "
              + place.struct()
              + "."
              + place.field()
              + " of type "
              + goType(wanted));
    }
  }

  private Refusal refusal(String why) {
    return Statuses.badRequest(
        type.kind()
            + " in version \""
            + type.version()
            + "\" cannot be handled as a "
            + type.kind()
            + ": "
            + why);
  }

  private static String jsonType(Object value, Shape wanted) {
    boolean number = wanted instanceof Shape.Scalar scalar && scalar.type().startsWith("int");
    return switch (value) {
      case String text -> "string";
      case Boolean flag -> "bool";
      case Number amount -> number ? "number " + amount : "number";
      case List<?> list -> "array";
      default -> "object";
    };
  }

  private static String goType(Shape declared) {
    if (declared instanceof Shape.Reference reference) {
      return "v1" + reference.name().substring(reference.name().lastIndexOf('.'));
    }
    return switch (declared) {
      case Shape.Scalar scalar ->
          switch (scalar.type()) {
            case "boolean" -> "bool";
            case "double" -> "float64";
            case "bytes" -> "[]uint8";
            case "int-or-string" -> "int32";
            default -> TIMES.contains(scalar.type()) ? "string" : scalar.type();
          };
      case Shape.Mapping mapping when mapping.rest() != null ->
          "map[string]" + goType(mapping.rest());
      case Shape.Mapping mapping ->
          "v1" + mapping.name().substring(mapping.name().lastIndexOf('.'));
      case Shape.Listing listing -> "[]" + goType(listing.element());
      case Shape.Free free -> "interface {}";
      case Shape.Reference reference -> reference.name();
    };
  }
}
