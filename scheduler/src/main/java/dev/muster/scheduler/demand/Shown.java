package dev.muster.scheduler.demand;

import org.jspecify.annotations.Nullable;

/** Foreign text as it may appear in a message: short, on one line, without control characters. */
public final class Shown {
  private static final int LONGEST = 64;

  private Shown() {}

  /** Returns a string in quotes, a number or boolean as it is, anything else by its type. */
  public static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> '"' + text(text) + '"';
      case Boolean flag -> flag.toString();
      case Long whole -> whole.toString();
      case Integer whole -> whole.toString();
      case Double fraction -> fraction.toString();
      default -> type(value);
    };
  }

  /** What JSON calls the type of a value. */
  static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "a string";
      case Boolean flag -> "a boolean";
      case Number number -> "a number";
      case java.util.Map<?, ?> map -> "an object";
      case java.util.List<?> list -> "a list";
      default -> "something else";
    };
  }

  public static String text(String text) {
    var shown = new StringBuilder();
    text.codePoints().limit(LONGEST).forEach(point -> append(shown, point));
    if (text.codePointCount(0, text.length()) > LONGEST) {
      shown.append("...");
    }
    return shown.toString();
  }

  private static void append(StringBuilder shown, int point) {
    boolean plain =
        switch (Character.getType(point)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SURROGATE ->
              false;
          default -> true;
        };
    if (plain) {
      shown.appendCodePoint(point);
    } else {
      shown.append(String.format("\\u%04x", point));
    }
  }
}
