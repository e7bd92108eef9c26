package dev.muster.scheduler.demand;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Durations as Go writes them ({@code 1h30m}, {@code 1.5h}, {@code -10m}, {@code 0}), in
 * milliseconds. Nothing throws; smaller parts than a millisecond are cut off.
 */
public final class Durations {
  private static final int LONGEST = 64;
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal MOST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

  private Durations() {}

  /** Reads a duration; the amount is in milliseconds and may be negative. */
  public static Parsed parse(String text) {
    if (text.length() > LONGEST) {
      return new Parsed.Malformed("is longer than " + LONGEST + " characters");
    }
    boolean negative = text.startsWith("-");
    var unsigned = negative || text.startsWith("+") ? text.substring(1) : text;
    if (unsigned.equals("0")) {
      return new Parsed.Amount(0);
    }
    var nanos = nanos(unsigned);
    if (nanos.isEmpty()) {
      return new Parsed.Malformed(Shown.value(text) + " is not a duration");
    }
    // The limit is Go's: a duration there is a 64-bit number of nanoseconds.
    if (nanos.get().compareTo(MOST_NANOS) > 0) {
      return new Parsed.Malformed(Shown.value(text) + " is too long");
    }
    long millis = nanos.get().divide(NANOS_PER_MILLI, 0, RoundingMode.DOWN).longValueExact();
    return new Parsed.Amount(negative ? -millis : millis);
  }

  /** Writes milliseconds as Go does, as {@code 1h30m0s}; {@link #parse} gives them back. */
  public static String format(long millis) {
    if (millis < 0) {
      return millis == Long.MIN_VALUE ? millis + "ms" : "-" + format(-millis);
    }
    if (millis == 0) {
      return "0s";
    }
    if (millis < SECOND) {
      return millis + "ms";
    }
    long hours = millis / HOUR;
    long minutes = millis % HOUR / MINUTE;
    var text = new StringBuilder();
    if (hours > 0) {
      text.append(hours).append('h');
    }
    if (hours > 0 || minutes > 0) {
      text.append(minutes).append('m');
    }
    var seconds = BigDecimal.valueOf(millis % MINUTE, 3).stripTrailingZeros();
    return text.append(seconds.toPlainString()).append('s').toString();
  }

  private static Optional<BigDecimal> nanos(String unsigned) {
    var sum = BigDecimal.ZERO;
    int at = 0;
    while (at < unsigned.length()) {
      int endOfNumber = skip(unsigned, at, true);
      int endOfUnit = skip(unsigned, endOfNumber, false);
      var number = number(unsigned.substring(at, endOfNumber));
      var unit = unit(unsigned.substring(endOfNumber, endOfUnit));
      if (number.isEmpty() || unit.isEmpty()) {
        return Optional.empty();
      }
      sum = sum.add(number.get().multiply(BigDecimal.valueOf(unit.get())));
      at = endOfUnit;
    }
    return unsigned.isEmpty() ? Optional.empty() : Optional.of(sum);
  }

  private static int skip(String text, int from, boolean overNumber) {
    int at = from;
    while (at < text.length() && isOfNumber(text.charAt(at)) == overNumber) {
      at++;
    }
    return at;
  }

  private static boolean isOfNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  private static Optional<BigDecimal> number(String text) {
    long points = text.chars().filter(c -> c == '.').count();
    return points <= 1 && text.length() > points
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  private static Optional<Long> unit(String text) {
    return switch (text) {
      case "ns" -> Optional.of(1L);
      case "us", "\u00b5s", "\u03bcs" -> Optional.of(1_000L);
      case "ms" -> Optional.of(1_000_000L);
      case "s" -> Optional.of(1_000_000L * SECOND);
      case "m" -> Optional.of(1_000_000L * MINUTE);
      case "h" -> Optional.of(1_000_000L * HOUR);
      default -> Optional.empty();
    };
  }
}
