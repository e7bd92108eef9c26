package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ShapeTest {
  private static final Shape.Pods REAL = new Shape.Pods(false, false, -1, "busybox");

  private static List<Map<String, @Nullable Object>> jobs(String shape, Shape.Pods pods) {
    var gang = Shape.parse(shape).asGangs(pods).gang(new BenchOptions.Place("b", "default"), "a");
    return Trees.maps(gang, "spec", "components").stream()
        .map(component -> Trees.map(component, "template"))
        .toList();
  }

  @Test
  void everyPartBecomesAJobOfItsPodsAndRequests() {
    var jobs = jobs("1x2cpu, 4x8cpu+64Gi+1gpu", REAL);

    assertThat(jobs).extracting(Trees::name).containsExactly("a-0", "a-1");
    assertThat(jobs)
        .extracting(job -> Trees.number(job, 0, "spec", "parallelism"))
        .containsExactly(1L, 4L);
    var container = Trees.maps(jobs.get(1), "spec", "template", "spec", "containers").getFirst();
    assertThat(Trees.map(container, "resources"))
        .isEqualTo(
            Map.of(
                "requests", Map.of("cpu", "8", "memory", "64Gi", "nvidia.com/gpu", "1"),
                "limits", Map.of("nvidia.com/gpu", "1")));
    assertThat(Shape.parse("1x2cpu,4x1gpu").podCount()).isEqualTo(5);
  }

  @Test
  void podsThatNobodyMakesBelongToAControllerThatIsNotThere() {
    var unmade = jobs("2x1cpu", new Shape.Pods(true, false, -1, "busybox"));

    assertThat(Trees.text(unmade.getFirst(), "spec", "managedBy")).isEqualTo("muster.dev/bench");
    assertThat(Trees.text(jobs("2x1cpu", REAL).getFirst(), "spec", "managedBy")).isEmpty();
  }

  @Test
  void podsOfOwnNodesAreDrawnThereAndLetIn() {
    var own = jobs("1x1cpu", new Shape.Pods(false, true, 7, "busybox")).getFirst();

    assertThat(Trees.map(own, "spec", "template", "spec", "nodeSelector"))
        .isEqualTo(Map.of(Labels.BENCH, "b"));
    assertThat(Trees.maps(own, "spec", "template", "spec", "tolerations"))
        .containsExactly(Map.of("key", Labels.BENCH, "operator", "Exists"));
    assertThat(Trees.map(own, "spec", "template", "metadata", "annotations"))
        .isEqualTo(Map.of("demo.muster.dev/run-seconds", "7"));
  }

  @Test
  void whatIsNoShapeIsNamed() {
    for (var wrong : List.of("", "5", "0x1cpu", "5x", "5x1", "5x1disk", "5x1cpu,,", "-1x1cpu")) {
      assertThatThrownBy(() -> Shape.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1cpu");
    }
    assertThatThrownBy(() -> Shape.parse("1x1cpu+500m")).hasMessageContaining("names cpu twice");
  }
}
