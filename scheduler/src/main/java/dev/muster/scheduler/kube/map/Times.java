package dev.muster.scheduler.kube.map;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Points in time as Kubernetes writes them: RFC 3339 with whole seconds. */
final class Times {
  private static final DateTimeFormatter MICROS =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

  private Times() {}

  /** Epoch milliseconds of an RFC 3339 time; {@code fallback} if it is none. */
  static long parse(String text, long fallback) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException notATime) {
      return fallback;
    }
  }

  /** The second in which this millisecond lies. */
  static String format(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The same with six places after the point, as MCAD writes times. */
  static String formatMicros(long epochMillis) {
    return MICROS.format(Instant.ofEpochMilli(epochMillis));
  }
}
