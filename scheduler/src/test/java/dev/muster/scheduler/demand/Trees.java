package dev.muster.scheduler.demand;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects for tests, written as YAML; integers become {@code Long} as everywhere. */
public final class Trees {
  private static final ObjectMapper YAML =
      new YAMLMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private Trees() {}

  public static Map<String, @Nullable Object> yaml(String text) {
    try {
      var object = new LinkedHashMap<String, @Nullable Object>();
      YAML.readValue(text, LinkedHashMap.class)
          .forEach((key, value) -> object.put(String.valueOf(key), value));
      return object;
    } catch (JsonProcessingException badTest) {
      throw new UncheckedIOException(badTest);
    }
  }

  public static Map<String, @Nullable Object> file(Path file) {
    try {
      return yaml(Files.readString(file));
    } catch (java.io.IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
