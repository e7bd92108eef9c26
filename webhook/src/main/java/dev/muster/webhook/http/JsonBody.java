package dev.muster.webhook.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of bodies that anybody may have written, within bounds; and of answers. */
final class JsonBody {
  /**
   * What is read.
   *
   * @param depth of objects and lists within one another
   * @param text characters of a string or a name
   * @param number digits of a number
   * @param exact whether all comes out as it came in: numbers of any length, and halves of
   *     surrogate pairs, which have no bytes of their own
   */
  record Bounds(int depth, int text, int number, boolean exact) {}

  /** So much deeper an answer may be than what was asked. */
  private static final int DEEPER = 64;

  private final JsonMapper mapper;

  JsonBody(Bounds bounds) {
    mapper =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(bounds.depth())
                            .maxStringLength(bounds.text())
                            .maxNameLength(bounds.text())
                            .maxNumberLength(bounds.number())
                            .build())
                    .streamWriteConstraints(
                        StreamWriteConstraints.builder()
                            .maxNestingDepth(bounds.depth() + DEEPER)
                            .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .configure(DeserializationFeature.USE_LONG_FOR_INTS, !bounds.exact())
            .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, bounds.exact())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(JsonWriteFeature.ESCAPE_NON_ASCII, bounds.exact())
            .build();
  }

  Map<String, @Nullable Object> read(byte[] text) throws Unreadable {
    try {
      return map(mapper.readValue(text, Object.class), "the body");
    } catch (JsonProcessingException wrong) {
      var at = wrong.getLocation();
      throw new Unreadable(
          at == null
              ? "the body is not JSON within the limits"
              : "the body is not JSON within the limits at line %d, column %d"
                  .formatted(at.getLineNr(), at.getColumnNr()));
    } catch (IOException | NumberFormatException beyond) {
      // The latter of numbers whose exponent is larger than any that can be held.
      throw new Unreadable("the body is not JSON within the limits");
    }
  }

  byte[] write(Object tree) throws IOException {
    return mapper.writeValueAsBytes(tree);
  }

  @SuppressWarnings("unchecked") // names of JSON objects are strings
  static Map<String, @Nullable Object> map(@Nullable Object value, String where) throws Unreadable {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new Unreadable(where + " must be an object");
  }

  /** What a field says; empty if it is no text. */
  static String text(Map<String, @Nullable Object> in, String field) {
    return in.get(field) instanceof String text ? text : "";
  }
}
