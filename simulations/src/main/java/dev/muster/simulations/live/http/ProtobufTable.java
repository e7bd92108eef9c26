package dev.muster.simulations.live.http;

import dev.muster.simulations.live.http.Protobuf.Field;
import dev.muster.simulations.live.http.Protobuf.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a table of messages: {@code NAME: FIELD NUMBER TYPE, ...}, lines that begin with a space
 * going on with the one before. A name of two words, {@code apiVersion kind}, is that of a kind.
 *
 * <p>A type is {@code text}, {@code bytes}, {@code number}, {@code truth} (with a {@code ?} if its
 * zero is told from its absence), {@code amount} for a number or a text, {@code -} for what is read
 * and left out, {@code [T]} for many, <code>{T}</code> for a map from text, {@code <T>} for a
 * message that holds nothing but a T, {@code ~MESSAGE} for one whose fields are those of the
 * message around it, or the name of a message.
 */
final class ProtobufTable {
  private final Map<String, String> lines = new LinkedHashMap<>();
  private final Map<String, Type.Message> messages = new TreeMap<>();

  private ProtobufTable(String table) {
    for (var line : table.replaceAll("\\n +", " ").lines().filter(one -> !one.isBlank()).toList()) {
      int colon = line.indexOf(": ");
      lines.put(line.substring(0, colon), line.substring(colon + 2));
    }
  }

  /** The messages of the kinds, by {@code apiVersion kind}. */
  static Map<String, Type.Message> kinds(String text) {
    var table = new ProtobufTable(text);
    var kinds = new TreeMap<String, Type.Message>();
    for (var name : table.lines.keySet()) {
      var message = table.message(name);
      if (name.contains(" ")) {
        kinds.put(name, message);
      }
    }
    return kinds;
  }

  private Type.Message message(String name) {
    var known = messages.get(name);
    if (known != null) {
      return known;
    }
    var line = lines.get(name);
    if (line == null) {
      throw new IllegalArgumentException("the table has no message " + name);
    }
    var fields = new TreeMap<Integer, Field>();
    for (var entry : line.split(", ", -1)) {
      var words = entry.strip().split(" ", -1);
      if (words.length != 3) {
        throw new IllegalArgumentException(name + " has a field that is not three words: " + entry);
      }
      fields.put(Integer.valueOf(words[1]), new Field(words[0], type(words[2])));
    }
    var message = new Type.Message(fields);
    messages.put(name, message);
    return message;
  }

  private Type type(String word) {
    var inner = word.length() < 2 ? "" : word.substring(1, word.length() - 1);
    return switch (word.charAt(0)) {
      case '[' -> new Type.Repeated(type(inner));
      case '{' -> new Type.Table(type(inner));
      case '<' -> new Type.Wrapped(type(inner));
      case '~' -> new Type.Inlined(message(word.substring(1)));
      default ->
          switch (word) {
            case "text" -> new Type.Text();
            case "bytes" -> new Type.Bytes();
            case "number" -> new Type.Whole(false);
            case "number?" -> new Type.Whole(true);
            case "truth" -> new Type.Truth(false);
            case "truth?" -> new Type.Truth(true);
            case "amount" -> new Type.Amount();
            case "-" -> new Type.Ignored();
            default -> message(word);
          };
    };
  }
}
