package dev.muster.simulations;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects that tests write as YAML, as JSON trees. */
public final class Objects {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_LONG_FOR_INTS);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, @Nullable Object>> TREE = new TypeReference<>() {};

  private Objects() {}

  /** The one object of a text; JSON is YAML, too. */
  public static Map<String, @Nullable Object> yaml(String text) {
    try {
      return YAML.readValue(text, TREE);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  /** The objects of a file with several documents. */
  public static List<Map<String, @Nullable Object>> documents(Path file) {
    try (var values =
        YAML.readerFor(TREE).<Map<String, @Nullable Object>>readValues(Files.readString(file))) {
      return values.readAll();
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  /** The object of a resource on the class path. */
  public static Map<String, @Nullable Object> resource(String path) {
    try (InputStream stream = Objects.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalArgumentException("no such resource: " + path);
      }
      return YAML.readValue(stream, TREE);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  public static String json(@Nullable Object tree) {
    try {
      return JSON.writeValueAsString(tree);
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }
}
