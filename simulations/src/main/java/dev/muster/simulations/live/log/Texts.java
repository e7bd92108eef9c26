package dev.muster.simulations.live.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Journal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of the log as JSON, in which people can read them with {@code strings}. */
final class Texts {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNestingDepth(2000)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .build();

  private Texts() {}

  static byte[] of(Journal.Entry entry) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("version", entry.version());
    tree.put("type", entry.type().name());
    tree.put("resource", entry.resource());
    tree.put("user", entry.user());
    tree.put("identities", entry.identities());
    tree.put("object", entry.object());
    return bytes(tree);
  }

  static Journal.Entry entry(byte[] bytes) throws IOException {
    var tree = tree(bytes);
    return new Journal.Entry(
        number(tree, "version"),
        ChangeType.valueOf(text(tree, "type")),
        text(tree, "resource"),
        object(tree),
        text(tree, "user"),
        number(tree, "identities"));
  }

  /** The first record of contents: how many objects follow. */
  static byte[] head(Journal.Contents contents) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("version", contents.version());
    tree.put("identities", contents.identities());
    tree.put("objects", (long) contents.objects().size());
    return bytes(tree);
  }

  static byte[] of(Journal.Kept kept) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("resource", kept.resource());
    tree.put("object", kept.object());
    return bytes(tree);
  }

  static Journal.Kept kept(byte[] bytes) throws IOException {
    var tree = tree(bytes);
    return new Journal.Kept(text(tree, "resource"), object(tree));
  }

  static Map<String, @Nullable Object> tree(byte[] bytes) throws IOException {
    return asObject(MAPPER.readValue(bytes, Object.class));
  }

  static long number(Map<String, @Nullable Object> tree, String field) throws IOException {
    if (tree.get(field) instanceof Long number) {
      return number;
    }
    throw new IOException("a record without its " + field);
  }

  private static String text(Map<String, @Nullable Object> tree, String field) throws IOException {
    if (tree.get(field) instanceof String text) {
      return text;
    }
    throw new IOException("a record without its " + field);
  }

  private static Map<String, @Nullable Object> object(Map<String, @Nullable Object> tree)
      throws IOException {
    if (tree.get("object") instanceof Map<?, ?> map) {
      return asObject(frozen(map));
    }
    throw new IOException("a record without its object");
  }

  @SuppressWarnings("unchecked") // the names of JSON objects are strings
  private static Map<String, @Nullable Object> asObject(@Nullable Object tree) throws IOException {
    if (tree instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new IOException("a record that is no object");
  }

  /** As the store hands out trees: not to be changed by anybody. */
  private static @Nullable Object frozen(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, @Nullable Object>();
        map.forEach((key, element) -> copy.put(key, frozen(element)));
        yield Collections.unmodifiableMap(copy);
      }
      case List<?> list -> {
        var copy = new ArrayList<@Nullable Object>(list.size());
        list.forEach(element -> copy.add(frozen(element)));
        yield Collections.unmodifiableList(copy);
      }
      default -> value;
    };
  }

  private static byte[] bytes(Map<String, @Nullable Object> tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("an object that is no JSON", impossible);
    }
  }
}
