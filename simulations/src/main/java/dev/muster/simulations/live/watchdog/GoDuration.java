package dev.muster.simulations.live.watchdog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as in annotations: {@code 1h30m}, {@code 1.5s}, {@code 90s}, {@code 0}. */
final class GoDuration {
  private static final Pattern PART = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(h|ms|m|s)");

  private GoDuration() {}

  /** Milliseconds, or {@code fallback} for what is absent or cannot be read. */
  static long millis(String text, long fallback) {
    if (text.equals("0")) {
      return 0;
    }
    Matcher part = PART.matcher(text);
    double sum = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      double unit =
          switch (part.group(2)) {
            case "h" -> 3_600_000;
            case "m" -> 60_000;
            case "s" -> 1_000;
            default -> 1;
          };
      sum += Double.parseDouble(part.group(1)) * unit;
      end = part.end();
    }
    return end == 0 || end < text.length() ? fallback : Math.round(sum);
  }
}
