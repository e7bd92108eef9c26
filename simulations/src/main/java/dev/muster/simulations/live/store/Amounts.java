package dev.muster.simulations.live.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one spelling of each amount: {@code 0.5} is {@code 500m}, {@code 1024Mi} is {@code 1Gi}. */
final class Amounts {
  static final String RULE =
      "quantities must match the regular expression"
          + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  private static final String[] DECIMAL = {"n", "u", "m", "", "k", "M", "G", "T", "P", "E"};
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final BigInteger KIBI = BigInteger.valueOf(1024);

  private Amounts() {}

  /** Empty if it is not an amount. */
  static Optional<String> canonical(@Nullable Object value) {
    return Quantities.parse(value).map(amount -> spelled(String.valueOf(value), amount));
  }

  private static String spelled(String text, BigDecimal amount) {
    if (amount.signum() == 0) {
      return "0";
    }
    if (text.endsWith("i")
        && amount.abs().compareTo(BigDecimal.valueOf(1024)) >= 0
        && isWhole(amount)) {
      return binary(amount.toBigIntegerExact());
    }
    boolean exponent =
        text.chars().anyMatch(c -> c == 'e' || c == 'E')
            && !text.endsWith("E")
            && !text.endsWith("Ei");
    return decimal(amount, exponent);
  }

  private static boolean isWhole(BigDecimal amount) {
    return amount.stripTrailingZeros().scale() <= 0;
  }

  private static String binary(BigInteger amount) {
    int power = 0;
    var left = amount;
    while (power < BINARY.length - 1 && left.mod(KIBI).signum() == 0) {
      left = left.divide(KIBI);
      power++;
    }
    return left + BINARY[power];
  }

  /** In the largest unit of thousands that leaves a whole number; nothing below a billionth. */
  private static String decimal(BigDecimal amount, boolean exponent) {
    var billionths =
        amount
            .movePointRight(9)
            .setScale(0, amount.signum() > 0 ? RoundingMode.CEILING : RoundingMode.FLOOR)
            .toBigIntegerExact();
    int power = 0;
    var thousand = BigInteger.valueOf(1000);
    while (power < DECIMAL.length - 1 && billionths.mod(thousand).signum() == 0) {
      billionths = billionths.divide(thousand);
      power++;
    }
    int tens = 3 * (power - 3);
    var unit = exponent ? (tens == 0 ? "" : "e" + tens) : DECIMAL[power];
    return billionths + unit;
  }
}
