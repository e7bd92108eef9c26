package dev.muster.simulations.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Mean and quantiles of a list of figures, by whole numbers alone, so that they are the same
 * everywhere.
 *
 * <p>The quantile p of n values is element {@code min(n - 1, floor(n x p))}, from 0, of the
 * ascending list: always one of the values, never something in between.
 */
public final class Distribution {
  /** The quantiles that are reported, in thousandths. */
  private static final int[] REPORTED = {500, 900, 950, 990, 999};

  private static final String[] NAMES = {"p50", "p90", "p95", "p99", "p999"};

  /** Figures are reported with at most this many decimals. */
  static final int DECIMALS = 6;

  private final long[] ascending;
  private final int scale;

  /**
   * @param values in units of 10^-scale of what is reported: 3 for milliseconds told in seconds
   */
  public Distribution(long[] values, int scale) {
    this.ascending = values.clone();
    Arrays.sort(ascending);
    this.scale = scale;
  }

  int size() {
    return ascending.length;
  }

  /** Empty if there are no values. */
  public Optional<BigDecimal> mean() {
    if (ascending.length == 0) {
      return Optional.empty();
    }
    var sum = BigDecimal.ZERO;
    for (long value : ascending) {
      sum = sum.add(BigDecimal.valueOf(value));
    }
    var count = BigDecimal.valueOf(ascending.length);
    var mean = sum.movePointLeft(scale).divide(count, DECIMALS, RoundingMode.HALF_UP);
    return Optional.of(plain(mean));
  }

  /** Quantile p, in thousandths; empty if there are no values. */
  public Optional<BigDecimal> quantile(int thousandths) {
    int n = ascending.length;
    if (n == 0) {
      return Optional.empty();
    }
    int index = (int) Math.min(n - 1L, (long) n * thousandths / 1000);
    return Optional.of(figure(ascending[index]));
  }

  public Optional<BigDecimal> max() {
    int n = ascending.length;
    return n == 0 ? Optional.empty() : Optional.of(figure(ascending[n - 1]));
  }

  /** All of it by name, in the order of the report; null where there are no values. */
  public Map<String, @Nullable Object> toTree() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("mean", mean().orElse(null));
    for (int i = 0; i < REPORTED.length; i++) {
      tree.put(NAMES[i], quantile(REPORTED[i]).orElse(null));
    }
    tree.put("max", max().orElse(null));
    return tree;
  }

  private BigDecimal figure(long value) {
    var exact = BigDecimal.valueOf(value, scale);
    return plain(exact.setScale(Math.min(scale, DECIMALS), RoundingMode.HALF_UP));
  }

  /** The same number without trailing zeros. */
  static BigDecimal plain(BigDecimal number) {
    var stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** {@code part / whole} with as many decimals as are reported; empty if there is no whole. */
  static Optional<BigDecimal> share(BigDecimal part, BigDecimal whole) {
    return whole.signum() == 0
        ? Optional.empty()
        : Optional.of(plain(part.divide(whole, DECIMALS, RoundingMode.HALF_UP)));
  }
}
