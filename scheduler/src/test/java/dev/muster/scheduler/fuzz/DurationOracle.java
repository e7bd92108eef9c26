package dev.muster.scheduler.fuzz;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Durations once more, by the grammar of Go and with numbers of any length. */
final class DurationOracle {
  private static final String NUMBER = "[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+";
  private static final String UNIT = "ns|us|\u00b5s|\u03bcs|ms|s|m|h";
  private static final Pattern PART = Pattern.compile("(" + NUMBER + ")(" + UNIT + ")");
  private static final Pattern ALL =
      Pattern.compile("[+-]?(?:0|(?:(?:" + NUMBER + ")(?:" + UNIT + "))+)");
  private static final Map<String, BigDecimal> NANOS =
      Map.of(
          "ns", BigDecimal.ONE,
          "us", new BigDecimal("1e3"),
          "\u00b5s", new BigDecimal("1e3"),
          "\u03bcs", new BigDecimal("1e3"),
          "ms", new BigDecimal("1e6"),
          "s", new BigDecimal("1e9"),
          "m", new BigDecimal("6e10"),
          "h", new BigDecimal("3.6e12"));

  private DurationOracle() {}

  /** Whole milliseconds, cut towards zero; empty if it is none that Go can hold. */
  static Optional<Long> millis(String text) {
    if (text.length() > 64 || !ALL.matcher(text).matches()) {
      return Optional.empty();
    }
    var sum = BigDecimal.ZERO;
    var part = PART.matcher(text);
    while (part.find()) {
      var unit = Objects.requireNonNull(NANOS.get(part.group(2)));
      sum = sum.add(new BigDecimal(part.group(1)).multiply(unit));
    }
    if (sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return Optional.empty();
    }
    long millis = sum.divide(new BigDecimal("1e6"), 0, RoundingMode.DOWN).longValueExact();
    return Optional.of(text.startsWith("-") ? -millis : millis);
  }
}
