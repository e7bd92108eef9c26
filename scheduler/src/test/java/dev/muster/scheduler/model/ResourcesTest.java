package dev.muster.scheduler.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResourcesTest {

  @Test
  void aZeroAmountIsNoAmount() {
    assertThat(Resources.of(Map.of("cpu", 500L, "nvidia.com/gpu", 0L)))
        .isEqualTo(Resources.of("cpu", 500));
  }

  @Test
  void whatIsMissingCountsAsZeroWhenFitting() {
    var free = Resources.of("cpu", 1000, "memory", 10);
    assertThat(Resources.of("cpu", 1000).fitsIn(free)).isTrue();
    assertThat(Resources.of("cpu", 1001).fitsIn(free)).isFalse();
    assertThat(Resources.of("nvidia.com/gpu", 1).fitsIn(free)).isFalse();
    assertThat(Resources.NONE.fitsIn(Resources.of("cpu", -1))).isFalse();
  }

  @Test
  void aSumBeyondTheRangeIsAnErrorNotAWrapAround() {
    var most = Resources.of("memory", Long.MAX_VALUE);
    assertThatThrownBy(() -> most.plus(Resources.of("memory", 1)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void gpusAndCpuAreCountedInThousandths() {
    assertThat(Resources.unitsPerOne("cpu")).isEqualTo(1000);
    assertThat(Resources.unitsPerOne("nvidia.com/gpu")).isEqualTo(1000);
    assertThat(Resources.unitsPerOne("google.com/tpu")).isEqualTo(1);
    assertThat(Resources.unitsPerOne("memory")).isEqualTo(1);
  }

  @Property(tries = 200)
  void subtractingWhatWasAddedGivesTheStartAgain(
      @ForAll @IntRange(max = 5) int a,
      @ForAll @IntRange(max = 5) int b,
      @ForAll @IntRange(max = 5) int c) {
    var start = Resources.of("cpu", a, "memory", b);
    var more = Resources.of("memory", c, "pods", a);
    assertThat(start.plus(more).minus(more)).isEqualTo(start);
    assertThat(start.plus(more)).isEqualTo(more.plus(start));
    assertThat(more.times(3)).isEqualTo(more.plus(more).plus(more));
  }
}
