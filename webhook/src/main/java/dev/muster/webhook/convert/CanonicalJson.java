package dev.muster.webhook.convert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trees as text, the same text for the same tree: compact, fields sorted by name, numbers of any
 * size as exact as they were.
 */
final class CanonicalJson {
  /**
   * As deep as an object may come in: what is deeper was not written here, and could not go out.
   */
  private static final int DEEPEST = 1_000;

  /** What is written has come in, and has a name or two around it. */
  private static final int DEEPEST_WRITTEN = DEEPEST + 64;

  private static final int LONGEST_NUMBER = 10_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .streamWriteConstraints(
                      StreamWriteConstraints.builder().maxNestingDepth(DEEPEST_WRITTEN).build())
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private CanonicalJson() {}

  static String text(Map<String, @Nullable Object> tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("not a tree of plain values", impossible);
    }
  }

  /** The object of a text; empty if it is not one. */
  static Optional<Map<String, @Nullable Object>> object(String text) {
    try {
      return MAPPER.readValue(text, Object.class) instanceof Map<?, ?> map
          ? Optional.of(Version.copy(map))
          : Optional.empty();
    } catch (JsonProcessingException foreign) {
      return Optional.empty();
    }
  }
}
