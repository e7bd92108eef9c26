package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Field;
import dev.muster.simulations.live.shapes.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings an object of a built-in kind into the form that a server with typed objects gives it:
 * unknown fields are dropped, zeros written where their type writes them and dropped elsewhere,
 * amounts and times in their one spelling, presets filled in. What is of the wrong type is refused
 * with 400, in the words of such a server's decoder. Doing it twice changes nothing more, and what
 * is in that form is given back as it is, so that whoever compares it sees that at once.
 */
final class Typing {
  private final ResourceType type;
  private final List<String> unknown;

  /** The fields that lead to where the reader is, as decoders tell them: without indices. */
  private final List<String> fields = new ArrayList<>();

  /** The same with the indices. */
  private final StringBuilder place = new StringBuilder();

  private String owner;

  private Typing(ResourceType type, String owner, List<String> unknown) {
    this.type = type;
    this.owner = owner;
    this.unknown = unknown;
  }

  /** Paths of unknown fields go to {@code unknown}. */
  static Map<String, @Nullable Object> read(
      ResourceType type,
      Shape.Mapping shape,
      Map<String, @Nullable Object> object,
      List<String> unknown) {
    return new Typing(type, GoNames.of(shape), unknown).mapping(shape, object);
  }

  private Map<String, @Nullable Object> mapping(
      Shape.Mapping shape, Map<String, @Nullable Object> object) {
    if (object instanceof FrozenMap known && known.typed == shape) {
      return object;
    }
    var typed = typed(shape, object);
    if (typed == object && object instanceof FrozenMap known) {
      known.typed = shape; // nothing was left out, so nothing was unknown
    }
    return typed;
  }

  private Map<String, @Nullable Object> typed(
      Shape.Mapping shape, Map<String, @Nullable Object> object) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    var outer = owner;
    owner = shape.name().isEmpty() ? owner : GoNames.of(shape);
    for (var entry : object.entrySet()) {
      var name = entry.getKey();
      @Nullable Field field = shape.fields().get(name);
      int here = place.length();
      place.append(here == 0 ? "" : ".").append(name);
      if (field != null) {
        fields.addLast(name);
        put(result, name, field, value(field.shape(), entry.getValue()));
        fields.removeLast();
      } else if (shape.rest() != null) {
        result.put(name, element(shape.rest(), entry.getValue()));
      } else {
        unknown.add(place.toString());
      }
      place.setLength(here);
    }
    owner = outer;
    fill(shape, result);
    return Trees.same(object, result);
  }

  private static void put(
      Map<String, @Nullable Object> result, String name, Field field, @Nullable Object value) {
    if (value == null || (!field.keepsZero() && !field.written() && isZero(field, value))) {
      return;
    }
    result.put(name, value);
  }

  private static boolean isZero(Field field, Object value) {
    return switch (value) {
      case String text -> text.isEmpty();
      case Long number -> number == 0;
      case Boolean flag -> !flag;
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map ->
          map.isEmpty()
              && Forms.resolve(field.shape()) instanceof Shape.Mapping mapping
              && mapping.name().isEmpty();
      default -> false;
    };
  }

  private void fill(Shape.Mapping shape, Map<String, @Nullable Object> result) {
    for (var entry : shape.fields().entrySet()) {
      var field = entry.getValue();
      if (result.containsKey(entry.getKey())) {
        continue;
      }
      if (field.preset() != null) {
        result.put(entry.getKey(), field.preset());
      } else if (field.written()) {
        @Nullable Object zero = Forms.zero(field);
        boolean struct = Trees.EMPTY.equals(zero);
        result.put(entry.getKey(), struct ? value(field.shape(), zero) : zero);
      }
    }
  }

  private @Nullable Object element(Shape shape, @Nullable Object value) {
    return value == null
        ? Forms.zero(new Field(shape, false, true, false, Field.Patched.MERGED, null))
        : value(shape, value);
  }

  private @Nullable Object value(Shape unresolved, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    var shape = Forms.resolve(unresolved);
    return switch (shape) {
      case Shape.Mapping mapping -> {
        if (!(value instanceof Map<?, ?>)) {
          throw mismatch(value, shape);
        }
        yield mapping(mapping, Trees.object(value));
      }
      case Shape.Listing listing -> {
        if (!(value instanceof List<?> list)) {
          throw mismatch(value, shape);
        }
        var result = new ArrayList<@Nullable Object>();
        for (int i = 0; i < list.size(); i++) {
          int here = place.length();
          place.append('[').append(i).append(']');
          result.add(element(listing.element(), list.get(i)));
          place.setLength(here);
        }
        yield Trees.same(list, result) ? list : Collections.unmodifiableList(result);
      }
      case Shape.Scalar scalar -> {
        var made = scalar(scalar, value);
        yield made.equals(value) ? value : made;
      }
      case Shape.Free free -> value;
      case Shape.Reference reference -> throw new IllegalArgumentException(reference.name());
    };
  }

  private Object scalar(Shape.Scalar shape, Object value) {
    return switch (shape.type()) {
      case "string" -> expect(value instanceof String, shape, value);
      case "boolean" -> expect(value instanceof Boolean, shape, value);
      case "int32" -> integer(shape, value, Integer.MAX_VALUE);
      case "int64" -> integer(shape, value, Long.MAX_VALUE);
      case "double" -> expect(value instanceof Number, shape, value);
      case "int-or-string" ->
          value instanceof String ? value : integer(shape, value, Integer.MAX_VALUE);
      case "quantity" -> Amounts.canonical(value).orElseThrow(() -> refuse(Amounts.RULE));
      case "time" ->
          Stamps.seconds(expect(value instanceof String, shape, value))
              .orElseThrow(() -> refuse(Stamps.problem(value, false)));
      case "microtime" ->
          Stamps.micros(expect(value instanceof String, shape, value))
              .orElseThrow(() -> refuse(Stamps.problem(value, true)));
      case "bytes" ->
          Encoded.checked(expect(value instanceof String, shape, value))
              .orElseThrow(() -> refuse(Encoded.problem(value)));
      default -> value;
    };
  }

  private Object integer(Shape.Scalar shape, Object value, long most) {
    if (value instanceof Long number && number <= most && number >= -most - 1) {
      return number;
    }
    throw value instanceof Number
        ? refuse(GoNames.mismatch("number " + value, owner, fields, shape))
        : mismatch(value, shape);
  }

  private Object expect(boolean fits, Shape.Scalar shape, Object value) {
    if (!fits) {
      throw mismatch(value, shape);
    }
    return value;
  }

  private Refusal mismatch(Object value, Shape shape) {
    var kind =
        switch (value) {
          case String text -> "string";
          case Boolean flag -> "bool";
          case Number number -> "number";
          case List<?> list -> "array";
          default -> "object";
        };
    return refuse(GoNames.mismatch(kind, owner, fields, shape));
  }

  private Refusal refuse(String why) {
    return Statuses.undecodable(type, why);
  }
}
