package dev.muster.webhook.decide;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The text of a JSON object of strings, lists of strings and objects, compact, as it was filled.
 */
final class JsonObject {
  private final StringBuilder fields = new StringBuilder();

  void put(String name, String value) {
    append(name, quoted(value));
  }

  void put(String name, List<String> values) {
    append(
        name, values.stream().map(JsonObject::quoted).collect(Collectors.joining(",", "[", "]")));
  }

  void put(String name, JsonObject value) {
    append(name, value.toString());
  }

  private void append(String name, String value) {
    fields.append(fields.isEmpty() ? "" : ",").append(quoted(name)).append(':').append(value);
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029' || isHalf(text, i)) {
        quoted.append("\\u").append(Character.forDigit(c >> 12, 16));
        quoted.append(Character.forDigit(c >> 8 & 15, 16));
        quoted.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** Half a surrogate pair has no bytes of its own. */
  private static boolean isHalf(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  @Override
  public String toString() {
    return "{" + fields + "}";
  }
}
