package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Resources;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes quantities: what people write for an amount of a resource, read exactly and written
 * back in the shortest exact form.
 *
 * <p>Fractions of a stored unit are rounded up, as Kubernetes does. Whatever is not an amount that
 * a {@code long} can hold is a {@link Parsed.Malformed}; nothing throws.
 */
public final class Quantities {
  private static final int LONGEST = 64;
  private static final int GREATEST_EXPONENT = 99;
  private static final BigDecimal GREATEST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final String DECIMAL = "kMGTPE";
  private static final String BINARY = "KMGTPE";
  private static final Parsed TOO_LARGE = new Parsed.Malformed("is too large to be counted");

  private Quantities() {}

  /**
   * Reads a JSON string or number as an amount of {@code resource}, in the unit it is stored in.
   */
  public static Parsed parse(String resource, @Nullable Object written) {
    return switch (written) {
      case null -> new Parsed.Malformed("is null, not a quantity");
      case String text -> parseText(resource, text);
      case BigInteger whole when whole.bitLength() > Long.SIZE -> TOO_LARGE;
      case Double number when !Double.isFinite(number) -> TOO_LARGE;
      case Number number -> parseText(resource, number.toString());
      default -> new Parsed.Malformed("is " + Shown.type(written) + ", not a quantity");
    };
  }

  /** Writes an amount so that {@link #parse} gives it back. */
  public static String format(String resource, long amount) {
    if (amount < 0) {
      return amount == Long.MIN_VALUE
          ? Long.toString(amount)
          : "-" + format(resource, Math.negateExact(amount));
    }
    long unitsPerOne = Resources.unitsPerOne(resource);
    if (unitsPerOne > 1) {
      return amount % unitsPerOne == 0
          ? Long.toString(amount / unitsPerOne)
          : amount + "m"; // The only stored unit that is smaller than one is a thousandth.
    }
    return countsBytes(resource) ? shortest(amount) : Long.toString(amount);
  }

  /** Whether people write the resource with suffixes of bytes. */
  private static boolean countsBytes(String resource) {
    return resource.equals(Resources.MEMORY)
        || resource.equals("ephemeral-storage")
        || resource.equals("storage")
        || resource.startsWith("hugepages-");
  }

  private static String shortest(long amount) {
    var best = Long.toString(amount);
    long decimal = 1;
    long binary = 1;
    for (int i = 0; amount != 0 && i < DECIMAL.length(); i++) {
      decimal *= 1000;
      binary *= 1024;
      if (amount % decimal == 0) {
        var text = amount / decimal + DECIMAL.substring(i, i + 1);
        best = text.length() < best.length() ? text : best;
      }
      if (amount % binary == 0) {
        var text = amount / binary + BINARY.substring(i, i + 1) + "i";
        best = text.length() <= best.length() ? text : best;
      }
    }
    return best;
  }

  private static Parsed parseText(String resource, String text) {
    if (text.length() > LONGEST) {
      return new Parsed.Malformed("is longer than " + LONGEST + " characters");
    }
    int end = endOfNumber(text);
    var mantissa = mantissa(text.substring(0, end));
    var factor = factor(text.substring(end));
    if (mantissa.isEmpty() || factor.isEmpty()) {
      return new Parsed.Malformed(Shown.value(text) + " is not a quantity");
    }
    var one = mantissa.get();
    if (one.signum() == 0) {
      return new Parsed.Amount(0);
    }
    if (one.signum() < 0) {
      return new Parsed.Malformed(Shown.value(text) + " is negative");
    }
    return scale(one, factor.get(), Resources.unitsPerOne(resource));
  }

  private static Parsed scale(BigDecimal mantissa, Factor factor, long unitsPerOne) {
    if (factor.exponent() > GREATEST_EXPONENT) {
      return TOO_LARGE;
    }
    if (factor.exponent() < -GREATEST_EXPONENT) {
      return new Parsed.Amount(1);
    }
    var amount =
        mantissa
            .multiply(BigDecimal.valueOf(factor.multiplier()))
            .multiply(BigDecimal.valueOf(unitsPerOne))
            .scaleByPowerOfTen((int) factor.exponent())
            .setScale(0, RoundingMode.CEILING);
    return amount.compareTo(GREATEST) > 0 ? TOO_LARGE : new Parsed.Amount(amount.longValueExact());
  }

  private static int endOfNumber(String text) {
    int end = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    return end;
  }

  private static Optional<BigDecimal> mantissa(String number) {
    long points = number.chars().filter(c -> c == '.').count();
    boolean digits = number.chars().anyMatch(c -> isDigit((char) c));
    return points <= 1 && digits ? Optional.of(new BigDecimal(number)) : Optional.empty();
  }

  /** What a suffix multiplies with: {@code multiplier} times ten to {@code exponent}. */
  private record Factor(long multiplier, long exponent) {}

  private static Optional<Factor> factor(String suffix) {
    return switch (suffix) {
      case "" -> Optional.of(new Factor(1, 0));
      case "n" -> Optional.of(new Factor(1, -9));
      case "u" -> Optional.of(new Factor(1, -6));
      case "m" -> Optional.of(new Factor(1, -3));
      default -> greaterFactor(suffix);
    };
  }

  private static Optional<Factor> greaterFactor(String suffix) {
    var first = suffix.substring(0, 1);
    if (suffix.length() == 1 && DECIMAL.contains(first)) {
      return Optional.of(new Factor(1, 3L * (DECIMAL.indexOf(first) + 1)));
    }
    if (suffix.length() == 2 && suffix.endsWith("i") && BINARY.contains(first)) {
      return Optional.of(new Factor(1L << (10 * (BINARY.indexOf(first) + 1)), 0));
    }
    boolean exponent = first.equals("e") || first.equals("E");
    return exponent ? exponent(suffix.substring(1)) : Optional.empty();
  }

  private static Optional<Factor> exponent(String written) {
    boolean signed = written.startsWith("-") || written.startsWith("+");
    var digits = signed ? written.substring(1) : written;
    if (digits.isEmpty() || !digits.chars().allMatch(c -> isDigit((char) c))) {
      return Optional.empty();
    }
    // Cut to what a long holds: beyond the greatest exponent its exact value does not matter.
    var significant = digits.replaceFirst("^0+(?=.)", "");
    long size = significant.length() > 9 ? 999_999_999 : Long.parseLong(significant);
    return Optional.of(new Factor(1, written.startsWith("-") ? -size : size));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
