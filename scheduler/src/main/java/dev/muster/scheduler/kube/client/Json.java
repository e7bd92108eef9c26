package dev.muster.scheduler.kube.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to trees and back. Reads whatever an API server stores: nesting is followed without
 * recursion, and a number that neither {@code long} nor {@code double} holds becomes its own text,
 * so that whoever reads it as a quantity still sees it exactly.
 *
 * <p>Of who manages which fields of an object only the two upper levels are kept: the rest is a
 * third of what a busy API server sends, and nobody asks for it.
 */
public final class Json {
  private static final int DEPTH = 20_000;

  /** Above what an API server takes in one object; one that cannot be read would stop its kind. */
  private static final int LONGEST = 20_000_000;

  private static final StreamReadConstraints BOUNDS =
      StreamReadConstraints.builder()
          .maxNestingDepth(DEPTH)
          .maxNameLength(LONGEST)
          .maxNumberLength(LONGEST)
          .build();

  /** Without a table of names: it gives up on names that were chosen to collide in it. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(BOUNDS)
          .build();

  private static final Words WORDS = new Words();

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final String FIELDS = "fieldsV1";
  private static final List<String> PATH = List.of("", "managedFields", "metadata");
  private static final Set<List<String>> OBJECTS =
      Set.of(List.of(), List.of("object"), List.of("", "items"));
  private static final int DEEPEST = 5;

  private Json() {}

  /** Returns the text of a tree; fails on one that is nested beyond what may be written. */
  public static String write(Object tree) throws IOException {
    return MAPPER.writeValueAsString(tree);
  }

  /** Reads one object. */
  static Map<String, @Nullable Object> read(byte[] text) throws IOException {
    try (var parser = FACTORY.createParser(text)) {
      return read(parser);
    }
  }

  /** Reads one object. */
  public static Map<String, @Nullable Object> read(String text) throws IOException {
    try (var parser = FACTORY.createParser(text)) {
      return read(parser);
    }
  }

  /** Reads one object in which no name stands twice: readers differ in which of them counts. */
  public static Map<String, @Nullable Object> readStrictly(String text) throws IOException {
    try (var parser = FACTORY.createParser(text)) {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      return read(parser);
    }
  }

  /** The text that was read here; {@code fallback} for anything else, however deep it is. */
  static String text(@Nullable Object value, String fallback) {
    return value instanceof String text ? text : fallback;
  }

  private static Map<String, @Nullable Object> read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("not a JSON object");
    }
    var root = new LinkedHashMap<String, @Nullable Object>();
    var open = new ArrayDeque<Object>();
    var names = new ArrayDeque<String>();
    open.push(root);
    var name = "";
    while (!open.isEmpty()) {
      var token = parser.nextToken();
      if (token == null) {
        throw new IOException("JSON text ends early");
      }
      if (token == JsonToken.FIELD_NAME) {
        name = WORDS.shared(parser.currentName());
      } else if (token.isStructEnd()) {
        open.pop();
        names.poll();
      } else if (token == JsonToken.START_OBJECT && name.equals(FIELDS) && isManager(names)) {
        put(open.element(), name, upperFields(parser));
      } else {
        var value = value(parser, token);
        put(open.element(), name, value);
        if (value != null && token.isStructStart()) {
          names.push(open.element() instanceof List ? "" : name);
          open.push(value);
        }
      }
    }
    return root;
  }

  /**
   * Whether these lead, from the innermost on, to an entry of {@code metadata.managedFields} of the
   * object itself, or of one in a watch event or in a list; and not to one within a template.
   */
  private static boolean isManager(Collection<String> names) {
    if (names.size() > DEEPEST) {
      return false; // whoever nests deep shall not make this slow
    }
    var path = List.copyOf(names);
    return path.size() >= PATH.size()
        && path.subList(0, PATH.size()).equals(PATH)
        && OBJECTS.contains(path.subList(PATH.size(), path.size()));
  }

  private static Map<String, @Nullable Object> upperFields(JsonParser parser) throws IOException {
    var sections = new LinkedHashMap<String, @Nullable Object>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var section = WORDS.shared(parser.currentName());
      var fields = new LinkedHashMap<String, @Nullable Object>();
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          fields.put(WORDS.shared(parser.currentName()), Map.of());
          parser.nextToken();
          parser.skipChildren();
        }
      } else {
        parser.skipChildren();
      }
      sections.put(section, fields);
    }
    return sections;
  }

  @SuppressWarnings("unchecked")
  private static void put(Object container, String name, @Nullable Object value) {
    if (container instanceof Map<?, ?> map) {
      ((Map<String, @Nullable Object>) map).put(name, value);
    } else if (container instanceof List<?> list) {
      ((List<@Nullable Object>) list).add(value);
    }
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> new LinkedHashMap<String, @Nullable Object>();
      case START_ARRAY -> new ArrayList<@Nullable Object>();
      case VALUE_STRING -> WORDS.shared(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getText()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> real(parser);
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("unexpected " + token);
    };
  }

  private static Object real(JsonParser parser) throws IOException {
    double value = parser.getDoubleValue();
    return Double.isFinite(value) ? (Object) value : parser.getText();
  }
}
