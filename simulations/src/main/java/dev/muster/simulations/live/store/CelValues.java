package dev.muster.simulations.live.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Trees as expressions see them: names that are no identifiers are escaped, and instants and
 * durations are values of their own where the schema says so.
 */
final class CelValues {
  private static final List<String> RESERVED =
      List.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private CelValues() {}

  /** The variables of a rule about {@code value}. */
  static Map<String, @Nullable Object> variables(
      Schema schema, Object value, @Nullable Object old, boolean optional) {
    var variables = new LinkedHashMap<String, @Nullable Object>();
    variables.put("self", shown(schema, value));
    if (optional) {
      variables.put("oldSelf", old == null ? Optional.empty() : Optional.of(shown(schema, old)));
    } else if (old != null) {
      variables.put("oldSelf", shown(schema, old));
    }
    return variables;
  }

  private static Object shown(Schema schema, Object value) {
    return switch (value) {
      case Map<?, ?> map -> object(schema, Trees.object(map));
      case List<?> list -> list(schema, list);
      case String text -> text(schema, text);
      default -> value;
    };
  }

  private static Map<String, @Nullable Object> object(
      Schema schema, Map<String, @Nullable Object> object) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (var field : object.entrySet()) {
      var known = schema.property(field.getKey());
      boolean named = schema.properties().containsKey(field.getKey());
      @Nullable Object value = field.getValue();
      result.put(
          named ? escaped(field.getKey()) : field.getKey(),
          known == null || value == null ? value : shown(known, value));
    }
    return result;
  }

  private static List<@Nullable Object> list(Schema schema, List<?> list) {
    var result = new ArrayList<@Nullable Object>();
    for (Object element : list) {
      result.add(element == null ? null : shown(schema.items(), element));
    }
    return result;
  }

  private static Object text(Schema schema, String text) {
    return switch (Trees.text(schema.get("format"))) {
      case "date-time" -> {
        OptionalLong millis = Times.parse(text);
        yield millis.isPresent() ? (Object) Instant.ofEpochMilli(millis.getAsLong()) : text;
      }
      case "duration" -> {
        Optional<Duration> duration = GoDurations.parse(text);
        yield duration.isPresent() ? (Object) duration.get() : text;
      }
      default -> text;
    };
  }

  /** The name of a property as expressions have to write it. */
  static String escaped(String name) {
    if (RESERVED.contains(name)) {
      return "__" + name + "__";
    }
    return name.replace("__", "__underscores__")
        .replace(".", "__dot__")
        .replace("-", "__dash__")
        .replace("/", "__slash__");
  }
}
