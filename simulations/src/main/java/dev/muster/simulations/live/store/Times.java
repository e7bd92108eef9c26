package dev.muster.simulations.live.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/** Times as objects carry them. */
final class Times {
  private Times() {}

  /** RFC 3339 in whole seconds, UTC. */
  static String format(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Epoch milliseconds; empty if the text is not RFC 3339. */
  static OptionalLong parse(String text) {
    try {
      var instant = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
      return OptionalLong.of(instant.toEpochMilli());
    } catch (DateTimeException | ArithmeticException notATime) {
      return OptionalLong.empty();
    }
  }
}
