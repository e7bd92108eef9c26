package dev.muster.simulations.live.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON and YAML bytes to trees of maps, lists, strings, longs, doubles, booleans and nulls, and
 * back. What cannot be read is a {@link Refusal} that says where; nothing else is thrown.
 */
final class JsonTree {
  /** How deep a body may nest; below what readers of the answers can take, envelope included. */
  static final int MAX_DEPTH = 1000;

  private static final int ENVELOPE = 16;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
  private static final JsonFactory JSON =
      JsonFactory.builder().streamReadConstraints(LIMITS).build();
  private static final YAMLFactory YAML =
      YAMLFactory.builder().streamReadConstraints(LIMITS).build();
  private static final ObjectMapper WRITER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamWriteConstraints(
                  StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH + ENVELOPE).build())
              .build());

  /**
   * What was read.
   *
   * @param duplicates names that an object had more than once (the last one counts), as {@code
   *     spec.replicas}
   */
  record Body(@Nullable Object tree, List<String> duplicates) {}

  private final JsonParser parser;
  private final List<String> path = new ArrayList<>();
  private final List<String> duplicates = new ArrayList<>();

  private JsonTree(JsonParser parser) {
    this.parser = parser;
  }

  static Body json(byte[] bytes) {
    return read(JSON, bytes, "JSON");
  }

  static Body yaml(byte[] bytes) {
    return read(YAML, bytes, "YAML");
  }

  /** What a decoder calls the type of this value. */
  static String typeOf(Object value) {
    return switch (value) {
      case String text -> "string";
      case Boolean flag -> "bool";
      case Number number -> "number";
      case List<?> list -> "array";
      default -> "object";
    };
  }

  /** The tree as UTF-8 JSON. */
  static byte[] bytes(@Nullable Object tree) {
    try {
      return WRITER.writeValueAsBytes(tree);
    } catch (JsonProcessingException broken) {
      throw new UncheckedIOException("a tree that is no JSON", broken);
    }
  }

  private static Body read(JsonFactory format, byte[] bytes, String name) {
    try (var parser = format.createParser(bytes)) {
      if (parser.nextToken() == null) {
        throw Refusal.badRequest("the body is empty: an object is expected");
      }
      var reader = new JsonTree(parser);
      var tree = reader.value();
      if (parser.nextToken() != null) {
        throw Refusal.badRequest(
            "the body has more than one %s document (at %s)".formatted(name, where(parser)));
      }
      return new Body(tree, List.copyOf(reader.duplicates));
    } catch (StreamConstraintsException tooMuch) {
      throw Refusal.badRequest("the body exceeds a limit: " + tooMuch.getOriginalMessage());
    } catch (JsonProcessingException broken) {
      var at = broken.getLocation();
      var position =
          at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
      throw Refusal.badRequest(
          "the body is not valid %s%s: %s".formatted(name, position, broken.getOriginalMessage()));
    } catch (IOException broken) {
      throw Refusal.badRequest("the body is not valid %s: %s".formatted(name, broken.getMessage()));
    }
  }

  private @Nullable Object value() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object();
      case START_ARRAY -> array();
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> real();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw Refusal.badRequest(
              "the body has an unexpected %s at %s"
                  .formatted(parser.currentToken(), where(parser)));
    };
  }

  private LinkedHashMap<String, @Nullable Object> object() throws IOException {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      path.addLast(name);
      parser.nextToken();
      boolean known = fields.containsKey(name);
      fields.put(name, value());
      if (known) {
        duplicates.add(String.join(".", path));
      }
      path.removeLast();
    }
    return fields;
  }

  private List<@Nullable Object> array() throws IOException {
    var items = new ArrayList<@Nullable Object>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value());
    }
    return items;
  }

  private Object integer() throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> real();
    };
  }

  private Object real() throws IOException {
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw Refusal.badRequest("the body has a number beyond all bounds at " + where(parser));
    }
    return number;
  }

  private static String where(JsonParser parser) {
    var at = parser.currentTokenLocation();
    return "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }
}
