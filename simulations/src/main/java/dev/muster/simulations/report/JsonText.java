package dev.muster.simulations.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tree of maps, lists and plain values as one line of JSON. */
public final class JsonText {
  private JsonText() {}

  /** The line, without its end. */
  public static String of(Map<String, ? extends @Nullable Object> tree) {
    var text = new StringWriter();
    var factory =
        JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
    try (var json = factory.createGenerator(text)) {
      write(json, tree);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be written to", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (var entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          write(json, entry.getValue());
        }
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        for (var element : list) {
          write(json, element);
        }
        json.writeEndArray();
      }
      case Long number -> json.writeNumber(number);
      case BigDecimal number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      case String text -> json.writeString(text);
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }
}
