package dev.muster.scheduler.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Quantities once more, by the grammar of Kubernetes and with numbers of any length. */
final class QuantityOracle {
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?)([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?[0-9]{1,64}))");
  private static final Map<String, Integer> TENS =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);

  private QuantityOracle() {}

  /** The amount in {@code unitsPerOne}ths, rounded up; empty if it is none that a long holds. */
  static Optional<Long> amount(String text, long unitsPerOne) {
    var form = FORM.matcher(text);
    if (text.length() > 64 || !form.matches()) {
      return Optional.empty();
    }
    var number = new BigDecimal(form.group(2));
    if (number.signum() == 0) {
      return Optional.of(0L);
    }
    var exponent = exponent(form.group(4), form.group(5));
    if (form.group(1).equals("-") || exponent.compareTo(BigInteger.valueOf(200)) > 0) {
      return Optional.empty();
    }
    if (exponent.compareTo(BigInteger.valueOf(-200)) < 0) {
      return Optional.of(1L);
    }
    var exact =
        number
            .multiply(binary(form.group(3)))
            .multiply(BigDecimal.valueOf(unitsPerOne))
            .scaleByPowerOfTen(exponent.intValueExact())
            .setScale(0, RoundingMode.CEILING);
    return exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
        ? Optional.empty()
        : Optional.of(exact.longValueExact());
  }

  private static BigDecimal binary(@Nullable String suffix) {
    return suffix == null
        ? BigDecimal.ONE
        : BigDecimal.TWO.pow(10 * ("KMGTPE".indexOf(suffix.charAt(0)) + 1));
  }

  private static BigInteger exponent(@Nullable String suffix, @Nullable String written) {
    if (written != null) {
      return new BigInteger(written);
    }
    return BigInteger.valueOf(suffix == null ? 0 : TENS.getOrDefault(suffix, 0));
  }
}
