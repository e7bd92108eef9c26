package dev.muster.simulations.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.scheduler.model.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClusterSpecTest {
  @Test
  void groupsAreReadInTheOrderWritten() {
    var spec = ClusterSpec.parse("549x8gpu+96cpu+384Gi:G2,387x2gpu:T4");

    assertThat(spec.groups())
        .containsExactly(
            new ClusterSpec.Group(
                549,
                Resources.of(
                    Map.of(Job.GPU, 8000L, Resources.CPU, 96_000L, Resources.MEMORY, 384L << 30)),
                "G2",
                ""),
            new ClusterSpec.Group(387, Resources.of(Job.GPU, 2000), "T4", ""));
    assertThat(spec.nodeCount()).isEqualTo(936);
    assertThat(spec.total(Job.GPU)).isEqualTo((549 * 8 + 387 * 2) * 1000L);
    assertThat(spec.limits(Resources.CPU)).isTrue();
  }

  @Test
  void queuesMayHaveNodesOfTheirOwn() {
    var spec = ClusterSpec.parse("2x8gpu@vision, 1x4gpu:V100@language");

    assertThat(spec.queues()).isEqualTo(List.of("language", "vision"));
    assertThat(spec.isPartitioned()).isTrue();
    assertThat(ClusterSpec.parse("2x8gpu").isPartitioned()).isFalse();
  }

  @Test
  void namesOfNodesSortAsTheNodesDo() {
    assertThat(ClusterSpec.parse("64x8gpu").nodeName(7)).isEqualTo("n0007");
    assertThat(ClusterSpec.parse("20000x8gpu").nodeName(7)).isEqualTo("n00007");
  }

  @Test
  void onlyGpusCountAsLimitedWithoutBeingNamed() {
    var spec = ClusterSpec.parse("4x96cpu");

    assertThat(spec.limits(Job.GPU)).isTrue();
    assertThat(spec.limits(Resources.MEMORY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "\"\"|'' is not COUNTxSHAPE[:MODEL][@QUEUE], as in 64x8gpu or 2x8gpu+96cpu:A100",
        "64|'64' is not COUNTxSHAPE[:MODEL][@QUEUE], as in 64x8gpu or 2x8gpu+96cpu:A100",
        "64x8|'8' in '64x8' is not an amount, as in 8gpu, 96cpu or 384Gi",
        "64x8gpu+|'' in '64x8gpu+' is not an amount, as in 8gpu, 96cpu or 384Gi",
        "1x8gpu+2gpu|'1x8gpu+2gpu' names nvidia.com/gpu twice",
        "0x8gpu|0 in '0x8gpu' is out of range; must be 1 to 1000000",
        "99999999999999999999x8gpu|99999999999999999999 in '99999999999999999999x8gpu' is out of"
            + " range; must be 1 to 1000000",
        "1000000x8gpu,1x8gpu|1000001 nodes; must be 1 to 1000000",
        "1x8gpu@a,1x8gpu|either every group of nodes names its @QUEUE or none",
      })
  void aSlipOfThePenIsNamed(String text, String problem) {
    assertThatThrownBy(() -> ClusterSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(problem);
  }
}
