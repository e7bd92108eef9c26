package dev.muster.simulations.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DistributionTest {
  @Test
  void quantilesAreElementsOfTheListAndNeverSomethingBetween() {
    // 10 values: p50 is element floor(5), p90 element floor(9), p99 element floor(9.9).
    var ten = new Distribution(new long[] {10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 0);

    assertThat(ten.toTree())
        .hasToString("{mean=5.5, p50=6, p90=10, p95=10, p99=10, p999=10, max=10}");
  }

  @Test
  void theIndexIsWorkedOutInWholeNumbers() {
    // 0.95 x 20 is 18.999... in floating point, and 19 in truth.
    var twenty = new Distribution(LongStream.range(0, 20).toArray(), 0);
    var thousand = new Distribution(LongStream.range(0, 1000).toArray(), 0);

    assertThat(twenty.quantile(950)).contains(BigDecimal.valueOf(19));
    assertThat(thousand.quantile(999)).contains(BigDecimal.valueOf(999));
    assertThat(thousand.quantile(990)).contains(BigDecimal.valueOf(990));
    assertThat(thousand.quantile(500)).contains(BigDecimal.valueOf(500));
  }

  @Test
  void oneValueIsAllItsQuantiles() {
    assertThat(new Distribution(new long[] {1500}, 3).toTree())
        .hasToString("{mean=1.5, p50=1.5, p90=1.5, p95=1.5, p99=1.5, p999=1.5, max=1.5}");
  }

  @Test
  void figuresHaveAtMostSixDecimalsAndNoTrailingZeros() {
    var thirds = new Distribution(new long[] {1000, 1000, 2000}, 3);

    assertThat(thirds.mean()).contains(new BigDecimal("1.333333"));
    assertThat(new Distribution(new long[] {120_000}, 3).max()).contains(new BigDecimal("120"));
    assertThat(new Distribution(new long[] {1_000_000_001}, 9).max()).contains(new BigDecimal("1"));
  }

  @Test
  void noValuesHaveNoFigures() {
    var none = new Distribution(new long[0], 3);

    assertThat(none.mean()).isEqualTo(Optional.empty());
    assertThat(none.toTree())
        .hasToString("{mean=null, p50=null, p90=null, p95=null, p99=null, p999=null, max=null}");
  }
}
