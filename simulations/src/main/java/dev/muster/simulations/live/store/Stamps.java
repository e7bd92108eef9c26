package dev.muster.simulations.live.store;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The spelling of times in typed objects: whole seconds, or six places after the point. */
final class Stamps {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  private Stamps() {}

  static Optional<Object> seconds(Object text) {
    return isUsual(text.toString(), "0000-00-00T00:00:00Z")
        ? Optional.of(text)
        : spelled(text, SECONDS);
  }

  /**
   * Whether it is spelled as it should be, on a day that every month has: nearly all are, and every
   * write reads some.
   */
  private static boolean isUsual(String text, String form) {
    if (text.length() != form.length()) {
      return false;
    }
    for (int i = 0; i < form.length(); i++) {
      char expected = form.charAt(i);
      char found = text.charAt(i);
      if (expected == '0' ? found < '0' || found > '9' : found != expected) {
        return false;
      }
    }
    int month = number(text, 5);
    int day = number(text, 8);
    return !text.startsWith("0000")
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= 28
        && number(text, 11) < 24
        && number(text, 14) < 60
        && number(text, 17) < 60;
  }

  private static int number(String text, int at) {
    return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
  }

  static Optional<Object> micros(Object text) {
    return isUsual(text.toString(), "0000-00-00T00:00:00.000000Z")
        ? Optional.of(text)
        : spelled(text, MICROS);
  }

  private static Optional<Object> spelled(Object text, DateTimeFormatter format) {
    try {
      var time = OffsetDateTime.parse(text.toString()).withOffsetSameInstant(ZoneOffset.UTC);
      return Optional.of(format.format(time));
    } catch (DateTimeException malformed) {
      return Optional.empty(); // the caller says what is wrong
    }
  }

  static String problem(Object text, boolean micros) {
    return "parsing time \"%s\" as \"%s\": cannot parse \"%s\" as \"2006\""
        .formatted(
            text, micros ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00", text);
  }
}
