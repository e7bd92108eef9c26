package dev.muster.simulations.live.store;

import java.math.BigDecimal;

/** Exact comparison of the numbers of JSON trees, which are longs and finite doubles. */
final class Numbers {
  private Numbers() {}

  static int compare(Number left, Number right) {
    return exact(left).compareTo(exact(right));
  }

  /** Whether the number has no fraction, as 2.0. */
  static boolean isWhole(Number number) {
    return exact(number).stripTrailingZeros().scale() <= 0;
  }

  private static BigDecimal exact(Number number) {
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole)
        : BigDecimal.valueOf(number.doubleValue());
  }
}
