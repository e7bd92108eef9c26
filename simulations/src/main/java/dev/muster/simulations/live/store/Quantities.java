package dev.muster.simulations.live.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts as people write them: {@code 500m}, {@code 2}, {@code 1.5Gi}, {@code 1e3}. */
final class Quantities {
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:[0-9]{1,40}\\.?[0-9]{0,40}|\\.[0-9]{1,40}))([a-zA-Z]{0,2}|[eE][+-]?[0-9]{1,9})");
  private static final String DECIMAL = "numkMGTPE";
  private static final int[] EXPONENTS = {-9, -6, -3, 3, 6, 9, 12, 15, 18};
  private static final String BINARY = "KMGTPE";

  /** Amounts beyond this are this; so no exponent makes a number that is slow to compare. */
  private static final int LARGEST_EXPONENT = 30;

  private Quantities() {}

  /** The exact amount; empty if it is not one. Numbers count as their text. */
  static Optional<BigDecimal> parse(@Nullable Object value) {
    if (!(value instanceof String) && !(value instanceof Number)) {
      return Optional.empty();
    }
    var form = FORM.matcher(value.toString());
    return form.matches() ? scale(new BigDecimal(form.group(1)), form.group(2)) : Optional.empty();
  }

  private static Optional<BigDecimal> scale(BigDecimal number, String suffix) {
    if (suffix.isEmpty()) {
      return Optional.of(number);
    }
    if (isExponent(suffix)) {
      int exponent = Integer.parseInt(suffix.substring(1));
      return Optional.of(
          number.scaleByPowerOfTen(Math.clamp(exponent, -LARGEST_EXPONENT, LARGEST_EXPONENT)));
    }
    int decimal = suffix.length() == 1 ? DECIMAL.indexOf(suffix) : -1;
    if (decimal >= 0) {
      return Optional.of(number.scaleByPowerOfTen(EXPONENTS[decimal]));
    }
    int binary = suffix.endsWith("i") ? BINARY.indexOf(suffix.charAt(0)) : -1;
    return binary < 0
        ? Optional.empty()
        : Optional.of(number.multiply(new BigDecimal(BigInteger.TWO.pow(10 * (binary + 1)))));
  }

  /** As {@code e3}; {@code Ei} begins in the same way, and is a unit. */
  private static boolean isExponent(String suffix) {
    boolean begins = suffix.startsWith("e") || suffix.startsWith("E");
    return begins && suffix.length() > 1 && !Character.isLetter(suffix.charAt(1));
  }
}
