package dev.muster.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A YAML document as a tree in which everything knows its line. One document, no aliases, no key
 * twice: what a person would overlook is refused.
 */
final class ConfigTree {

  /** Something in the document. */
  sealed interface Value {
    int line();
  }

  /** A map, in the order of the document. */
  record Block(Map<String, Value> entries, int line) implements Value {
    static final Block EMPTY = new Block(Map.of(), 1);

    /** This block, and what it does not say from {@code other}. */
    Block or(Block other) {
      var merged = new LinkedHashMap<>(other.entries);
      entries.forEach((key, value) ->
          merged.merge(
              key,
              value,
              (theirs, ours) ->
                  theirs instanceof Block block && ours instanceof Block own
                      ? own.or(block)
                      : ours));
      return new Block(merged, line);
    }
  }

  record Sequence(List<Value> values, int line) implements Value {}

  /** Something without parts; {@code text} as written, without quotes. */
  record Scalar(Kind kind, String text, int line) implements Value {}

  /** What a scalar is by YAML's rules. */
  enum Kind {
    TEXT,
    INTEGER,
    DECIMAL,
    BOOLEAN,
    /** {@code null}, or no text at all. */
    NOTHING
  }

  /** Why a text is no such tree. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;
    private final int line;
    private final String problem;

    private Malformed(int line, String problem) {
      super(problem);
      this.line = line;
      this.problem = problem;
    }

    String problem() {
      return problem;
    }

    int line() {
      return line;
    }
  }

  // Without the feature "placement: off" would be "placement: false".
  private static final YAMLFactory FACTORY =
      YAMLFactory.builder().enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS).build();

  private final YAMLParser parser;

  private ConfigTree(YAMLParser parser) {
    this.parser = parser;
  }

  /** An empty document is an empty block. */
  static Block parse(String yaml) throws Malformed {
    try (var parser = FACTORY.createParser(yaml)) {
      return new ConfigTree(parser).document();
    } catch (JsonProcessingException e) {
      var location = e.getLocation();
      var firstLine = e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
      throw new Malformed(location == null ? 1 : location.getLineNr(), firstLine);
    } catch (IOException e) { // a string has none
      throw new UncheckedIOException(e);
    }
  }

  private Block document() throws IOException, Malformed {
    var token = parser.nextToken();
    if (token == null) {
      return Block.EMPTY;
    }
    var value = value(token);
    if (parser.nextToken() != null) {
      throw malformed("a second document");
    }
    return switch (value) {
      case Block block -> block;
      case Scalar scalar when scalar.kind() == Kind.NOTHING -> Block.EMPTY;
      case Scalar scalar -> throw new Malformed(scalar.line(), "is not a map of keys");
      case Sequence sequence -> throw new Malformed(sequence.line(), "is not a map of keys");
    };
  }

  private Value value(@Nullable JsonToken token) throws IOException, Malformed {
    if (token == null) {
      throw malformed("ends too early");
    }
    if (parser.isCurrentAlias()) {
      throw malformed("aliases are not supported");
    }
    return switch (token) {
      case START_OBJECT -> block();
      case START_ARRAY -> sequence();
      case VALUE_STRING -> scalar(Kind.TEXT);
      case VALUE_NUMBER_INT -> scalar(Kind.INTEGER);
      case VALUE_NUMBER_FLOAT -> scalar(Kind.DECIMAL);
      case VALUE_TRUE, VALUE_FALSE -> scalar(Kind.BOOLEAN);
      case VALUE_NULL -> scalar(Kind.NOTHING);
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw malformed("cannot be read");
    };
  }

  private Block block() throws IOException, Malformed {
    int line = line();
    var entries = new LinkedHashMap<String, Value>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var key = parser.currentName();
      if (entries.containsKey(key)) {
        throw malformed("the key " + key + " stands here twice");
      }
      int keyLine = line();
      var value = value(parser.nextToken());
      entries.put(
          key, value instanceof Block(var inner, int at) ? new Block(inner, keyLine) : value);
    }
    return new Block(entries, line);
  }

  private Sequence sequence() throws IOException, Malformed {
    int line = line();
    var values = new ArrayList<Value>();
    for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      values.add(value(token));
    }
    return new Sequence(values, line);
  }

  private Scalar scalar(Kind kind) throws IOException {
    var text = parser.getText();
    return new Scalar(text.isEmpty() ? Kind.NOTHING : kind, text, line());
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private Malformed malformed(String message) {
    return new Malformed(line(), message);
  }
}
