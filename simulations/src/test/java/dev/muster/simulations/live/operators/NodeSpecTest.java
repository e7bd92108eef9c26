package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NodeSpecTest {
  @Test
  void groupsOfNodesAreReadInTheOrderWritten() {
    assertThat(NodeSpec.parse("8x96cpu+1024Gi+8gpu:A100,2x16gpu"))
        .containsExactly(
            new NodeSpec(
                8,
                Map.of(
                    "cpu", "96",
                    "memory", "1024Gi",
                    "nvidia.com/gpu", "8",
                    "ephemeral-storage", "2Ti",
                    "pods", "250"),
                "A100"),
            new NodeSpec(
                2,
                Map.of(
                    "nvidia.com/gpu", "16",
                    "cpu", "128",
                    "memory", "1Ti",
                    "ephemeral-storage", "2Ti",
                    "pods", "250"),
                ""));
  }

  @Test
  void nodesAreNumberedThroughoutAndLabelled() {
    var nodes = NodeSpec.nodes(NodeSpec.parse("1x8gpu:T4,1x4cpu"), "2026-01-01T00:00:00Z");
    assertThat(nodes).extracting(Trees::name).containsExactly("node-00", "node-01");
    assertThat(Trees.text(nodes.getFirst(), "metadata", "labels", "nvidia.com/gpu.product"))
        .isEqualTo("T4");
    assertThat(Trees.map(nodes.get(1), "metadata", "labels"))
        .containsEntry("kubernetes.io/hostname", "node-01")
        .doesNotContainKey("nvidia.com/gpu.present");
    assertThat(NodeSpec.nodes(NodeSpec.parse("101x1gpu"), "").getFirst())
        .extracting(Trees::name)
        .isEqualTo("node-000");
  }

  @Test
  void nonsenseIsRefusedWithItsPlace() {
    for (String wrong : List.of("", "8", "x8gpu", "8x", "8x8tpu", "8x8gpu@team", "1x8gpu+4gpu")) {
      assertThatThrownBy(() -> NodeSpec.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
