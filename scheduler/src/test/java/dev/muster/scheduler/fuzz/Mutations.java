package dev.muster.scheduler.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Changes texts so that most of their form stays: takes words, numbers and whole bracketed parts
 * out, puts others in, doubles, swaps and nests them, and now and then breaks the form itself. The
 * same seed makes the same texts.
 */
final class Mutations {
  /** What readers may trip over, in the forms of JSON, YAML and plain text. */
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1",
          "2147483647",
          "2147483648",
          "-2147483649",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "1e999",
          "1e-999",
          "1.5",
          "-0.0",
          "{}",
          "[]",
          "[[]]",
          "[null]",
          "{\"\":null}",
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\u202e\"",
          "\"1e9\"",
          "\"8Ei\"",
          "\"-1\"",
          "\"0\"",
          "\"2562047h\"",
          "\"True\"",
          "\"template.spec[0]\"",
          "\"+999999999-12-31T23:59:59Z\"",
          "\"-999999999-01-01T00:00:00+18:00\"",
          "\"0x10\"",
          "\"\u0661\"",
          "\"1,2,,x\"");

  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.){0,200}\"|[\\w.+\\-/]+|\\s+|.", Pattern.DOTALL);
  private static final int MOST_CHANGES = 4;
  private static final int LONGEST = 1 << 18;

  private final Random random;
  private final List<List<String>> texts;

  Mutations(List<byte[]> inputs, long seed) {
    random = new Random(seed);
    texts =
        inputs.stream()
            .map(input -> new String(input, StandardCharsets.UTF_8))
            .map(Mutations::tokens)
            .toList();
  }

  /** The same values as a search takes them: a line each, with what is no plain letter escaped. */
  static List<String> words() {
    return VALUES.stream().map(value -> '"' + escaped(value) + '"').toList();
  }

  private static String escaped(String value) {
    var escaped = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b >= ' ' && b < 127 && b != '"' && b != '\\';
      escaped.append(plain ? String.valueOf((char) b) : String.format("\\x%02X", b & 0xff));
    }
    return escaped.toString();
  }

  private static List<String> tokens(String text) {
    var tokens = new ArrayList<String>();
    var matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  /** One of the texts, changed. */
  byte[] next() {
    var tokens = new ArrayList<>(any(texts));
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes && !tokens.isEmpty(); i++) {
      change(tokens);
    }
    var bytes = String.join("", tokens).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0 && random.nextInt(20) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private void change(List<String> tokens) {
    var part = part(tokens);
    switch (random.nextInt(10)) {
      case 0 -> part.clear();
      case 1 -> insert(part, List.copyOf(part));
      case 2 -> insert(part, part(new ArrayList<>(any(texts))));
      case 3 -> replace(part, part(new ArrayList<>(any(texts))));
      case 4 -> nest(part);
      case 5 -> repeat(tokens, part);
      case 6 -> replace(part, List.of(any(any(texts))));
      default -> replace(part, List.of(any(VALUES)));
    }
  }

  /** A token, or the whole of what it opens. */
  private List<String> part(List<String> tokens) {
    int from = random.nextInt(tokens.size());
    int end = from;
    int open = 0;
    do {
      open += depth(tokens.get(end));
      end++;
    } while (open > 0 && end < tokens.size());
    return tokens.subList(from, end);
  }

  private static int depth(String token) {
    return switch (token) {
      case "{", "[" -> 1;
      case "}", "]" -> -1;
      default -> 0;
    };
  }

  private void insert(List<String> part, List<String> more) {
    var inserted = new ArrayList<String>(more);
    inserted.add(random.nextInt(4) == 0 ? "" : ",");
    part.addAll(0, inserted);
  }

  private static void replace(List<String> part, List<String> with) {
    var copy = List.copyOf(with);
    part.clear();
    part.addAll(copy);
  }

  private void nest(List<String> part) {
    int levels = 1 + random.nextInt(random.nextInt(8) == 0 ? 2_000 : 80);
    boolean list = random.nextBoolean();
    part.add(0, (list ? "[" : "{\"a\":").repeat(levels));
    part.add((list ? "]" : "}").repeat(levels));
  }

  /** Many of the same beside each other, as long as the text stays one that may be stored. */
  private void repeat(List<String> tokens, List<String> part) {
    long length = tokens.stream().mapToLong(String::length).sum();
    long size = part.stream().mapToLong(String::length).sum() + 1;
    int most = random.nextInt(16) == 0 ? LONGEST : 1 << 10;
    int times = (int) ((most - Math.min(most, length)) / size);
    if (times > 0) {
      var unit = String.join("", part);
      part.add(("," + unit).repeat(times));
    }
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
