package dev.muster.scheduler.decide.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Nodes;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.PodSets;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FitLawsTest {
  private static final int BUDGET = 2000;

  @Test
  void moreNodesNeverTurnAFitIntoAProofThatThereIsNone() {
    for (long seed = 0; seed < 3000; seed++) {
      var cases = new Cases(seed);
      var nodes = new ArrayList<>(cases.nodes(12));
      var gang = cases.gang();
      boolean fitted = fit(nodes, gang) instanceof FitResult.Fits;
      nodes.add(cases.node("m"));
      if (fitted) {
        assertThat(fit(nodes, gang)).as("seed %d", seed).isNotInstanceOf(FitResult.ProvedNo.class);
      }
    }
  }

  @Test
  void whatOtherGangsLookAtChangesNoAnswer() {
    for (long seed = 0; seed < 3000; seed++) {
      var cases = new Cases(seed);
      var nodes = cases.nodes(8);
      var gang = cases.gang();
      var others = List.of(cases.podSet("x", 1), cases.podSet("y", 1), cases.podSet("z", 1));
      var alone = new Ground();
      var beside = new Ground();
      beside.shapes().acquire(others);
      assertThat(answer(beside, nodes, gang))
          .as("seed %d", seed)
          .isEqualTo(answer(alone, nodes, gang));
    }
  }

  @Test
  void thePackingOfAFullClusterIsNearlyAlwaysFoundAgain() {
    int found = 0;
    int all = 1000;
    for (long seed = 0; seed < all; seed++) {
      var random = new Random(seed);
      var nodes = new ArrayList<Node>();
      var counts = new int[3];
      for (int i = 0; i < 5 + random.nextInt(40); i++) {
        nodes.add(plant("n" + i, random, counts));
      }
      found += fit(nodes, planted(counts)) instanceof FitResult.Fits ? 1 : 0;
    }
    assertThat(found).as("of %d", all).isGreaterThanOrEqualTo(995 * all / 1000);
  }

  @Test
  void theFitLeavesTheDraftAsItWas() {
    for (long seed = 0; seed < 1000; seed++) {
      var cases = new Cases(seed);
      var nodes = cases.nodes(8);
      var ground = new Ground();
      var shape = ground.shapes().acquire(cases.gang());
      ground.refresh(FitAgainstOracle.byName(nodes));
      var before = ground.now().classes().toString();
      long version = ground.now().version();

      assertThat(Fit.of(shape, ground.now(), BUDGET)).isNotNull();

      assertThat(ground.now().version()).isEqualTo(version);
      assertThat(ground.now().classes()).hasToString(before);
    }
  }

  /** A node with exactly the room that some mixture of the three kinds of pods takes. */
  private static Node plant(String name, Random random, int[] counts) {
    int large = random.nextInt(2);
    int middle = random.nextInt(3);
    int small = random.nextInt(4);
    counts[0] += large;
    counts[1] += middle;
    counts[2] += small;
    return Nodes.aNode(name)
        .cpus(8L * large + 9L * middle + 2L * small)
        .gpus(4L * large + middle)
        .has(Resources.PODS, large + middle + small + 1)
        .build();
  }

  private static List<PodSet> planted(int[] counts) {
    return List.of(
        PodSets.pods("large", counts[0]).cpus(8).gpus(4).build(),
        PodSets.pods("middle", counts[1]).cpus(9).gpus(1).build(),
        PodSets.pods("small", counts[2]).cpus(2).build());
  }

  private static FitResult fit(List<Node> nodes, List<PodSet> gang) {
    var ground = new Ground();
    var shape = ground.shapes().acquire(gang);
    ground.refresh(FitAgainstOracle.byName(nodes));
    return Fit.of(shape, ground.now(), BUDGET);
  }

  /** The answer without the draft's own objects. */
  private static Object answer(Ground ground, List<Node> nodes, List<PodSet> gang) {
    GangShape shape = ground.shapes().acquire(gang);
    ground.refresh(FitAgainstOracle.byName(nodes));
    var result = Fit.of(shape, ground.now(), BUDGET);
    return result instanceof FitResult.Fits fits
        ? Witness.placements(shape, gang, fits.witness())
        : result;
  }
}
