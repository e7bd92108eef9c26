package dev.muster.scheduler.decide.fit;

import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.PodSets.pods;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cases that are small and known from elsewhere. */
class FitTest {

  /** R04: the sum would do. */
  @Test
  void fourFreeGpusHereAndFourThereAreNoPlaceForAPodOfEight() {
    var nodes = List.of(aNode("a").usedGpus(4).build(), aNode("b").usedGpus(4).build());

    assertThat(fit(nodes, pods("one", 1).gpus(8).build()))
        .isEqualTo(new FitResult.ProvedNo(new Certificate.ShapeBound(0, 0, 1)));
    assertThat(fit(nodes, pods("two", 2).gpus(4).build())).isInstanceOf(FitResult.Fits.class);
  }

  /** R29: in floating point three times a tenth is more than three tenths. */
  @Test
  void threePodsOfATenthOfACpuFillThreeTenthsOfOne() {
    var node = aNode("n").has(Resources.CPU, 300).build();

    assertThat(fit(List.of(node), tenths(3))).isInstanceOf(FitResult.Fits.class);
    assertThat(fit(List.of(node), tenths(4)))
        .isEqualTo(new FitResult.ProvedNo(new Certificate.ShapeBound(0, 3, 4)));
  }

  private static PodSet tenths(int count) {
    return pods("tenths", count).asks(Resources.CPU, 100).build();
  }

  private static FitResult fit(List<Node> nodes, PodSet gang) {
    var ground = new Ground();
    var shape = ground.shapes().acquire(List.of(gang));
    ground.refresh(FitAgainstOracle.byName(nodes));
    return Fit.of(shape, ground.now(), 2000);
  }
}
