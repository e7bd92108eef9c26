package dev.muster.simulations.live.objects;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Kubernetes quantities ({@code 500m}, {@code 1.5Gi}, {@code 2e3}, {@code 4}) as whole numbers. */
public final class Quantities {
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?[0-9]{1,40}(?:\\.[0-9]{0,40})?|[+-]?\\.[0-9]{1,40})"
              + "(?:(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)|[eE]([+-]?[0-9]{1,3}))?");
  private static final String BINARY = "KMGTPE";
  private static final String DECIMAL = "numkMGTPE";

  private Quantities() {}

  /** The amount in units of {@code resource}, rounded up; empty if it is no quantity. */
  public static OptionalLong units(String resource, @Nullable Object quantity) {
    if (!(quantity instanceof String) && !(quantity instanceof Number)) {
      return OptionalLong.empty();
    }
    Matcher form = FORM.matcher(quantity.toString().strip());
    if (!form.matches()) {
      return OptionalLong.empty();
    }
    String factor = form.group(2) == null ? "" : form.group(2);
    int exponent = form.group(3) == null ? 0 : Integer.parseInt(form.group(3));
    BigDecimal value =
        new BigDecimal(form.group(1))
            .multiply(factorOf(factor))
            .scaleByPowerOfTen(exponent)
            .multiply(BigDecimal.valueOf(unitsPerOne(resource)));
    return OptionalLong.of(rounded(value));
  }

  private static BigDecimal factorOf(String suffix) {
    if (suffix.isEmpty()) {
      return BigDecimal.ONE;
    }
    if (suffix.endsWith("i")) {
      return BigDecimal.valueOf(1024).pow(BINARY.indexOf(suffix.charAt(0)) + 1);
    }
    int thousands = DECIMAL.indexOf(suffix.charAt(0)) - 3;
    return BigDecimal.ONE.scaleByPowerOfTen(3 * (thousands >= 0 ? thousands + 1 : thousands));
  }

  /** How many units make one of what people write. */
  private static long unitsPerOne(String resource) {
    return resource.equals("cpu") || resource.endsWith("/gpu") ? 1000 : 1;
  }

  private static long rounded(BigDecimal value) {
    BigDecimal limit = BigDecimal.valueOf(Amounts.LIMIT);
    if (value.abs().compareTo(limit) > 0) {
      return value.signum() * Amounts.LIMIT;
    }
    return value.setScale(0, RoundingMode.CEILING).longValueExact();
  }
}
