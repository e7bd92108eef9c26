package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One step of a path into an object, as text: {@code f:name} for a field, {@code k:{"name":"a"}}
 * for an element of a list with keys, {@code v:"a"} for one of a set. Elements that are the same
 * are the same text.
 */
final class PathElement {
  private static final Pattern KEY =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\":(\"(?:[^\"\\\\]|\\\\.)*\"|[^,\"]+)");

  private PathElement() {}

  static String field(String name) {
    return "f:" + name;
  }

  /** The step to that element of a list that is not owned as a whole. */
  static String of(Shape.Listing listing, @Nullable Shape element, @Nullable Object value) {
    if (listing.identity() == Shape.Identity.VALUE) {
      return "v:" + json(value);
    }
    var parts = new TreeMap<String, String>();
    for (String key : listing.keys()) {
      parts.put(key, json(key(key, element, value)));
    }
    var text = new StringBuilder("k:{");
    parts.forEach((key, json) ->
        text.append(text.length() > 3 ? "," : "").append(json(key)).append(':').append(json));
    return text.append('}').toString();
  }

  /** The value of a key of an element, or what stands for it if it is not given. */
  static @Nullable Object key(String key, @Nullable Shape element, @Nullable Object value) {
    @Nullable Object given = Trees.at(value, key);
    if (given != null || !(element instanceof Shape.Mapping mapping)) {
      return given;
    }
    var field = mapping.fields().get(key);
    return field == null ? null : field.preset();
  }

  static boolean readable(String element) {
    return element.startsWith("f:")
        || element.startsWith("v:")
        || element.startsWith("i:")
        || (element.startsWith("k:{") && element.endsWith("}"));
  }

  /** As it stands in a path that a person reads. */
  static String shown(String element) {
    var text = element.substring(2);
    return switch (element.charAt(0)) {
      case 'f' -> "." + text;
      case 'v' -> "[=" + text + "]";
      case 'k' -> "[" + KEY.matcher(text.substring(1, text.length() - 1)).replaceAll("$1=$2") + "]";
      default -> "[" + text + "]";
    };
  }

  /** As JSON, with sorted names. */
  static String json(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> quoted(text);
      case Map<?, ?> map -> {
        var fields = new ArrayList<String>();
        new TreeMap<>(Trees.object(map))
            .forEach((name, inner) -> fields.add(quoted(name) + ":" + json(inner)));
        yield "{" + String.join(",", fields) + "}";
      }
      case List<?> list ->
          "[" + String.join(",", Trees.list(list).stream().map(PathElement::json).toList()) + "]";
      default -> String.valueOf(value);
    };
  }

  private static String quoted(String text) {
    var result = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      switch (one) {
        case '"', '\\' -> result.append('\\').append(one);
        case '\n' -> result.append("\\n");
        case '\r' -> result.append("\\r");
        case '\t' -> result.append("\\t");
        default -> result.append(one < ' ' ? "\\u%04x".formatted((int) one) : String.valueOf(one));
      }
    }
    return result.append('"').toString();
  }
}
