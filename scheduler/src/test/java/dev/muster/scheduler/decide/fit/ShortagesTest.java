package dev.muster.scheduler.decide.fit;

import static dev.muster.scheduler.model.Nodes.GPU;
import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.PodSets.pods;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Verdict.Cause;
import dev.muster.scheduler.model.Verdict.CauseCount;
import dev.muster.scheduler.model.Verdict.Shortage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortagesTest {
  @Test
  void setsOfOneShapeShareWhatFitsInTheirOrder() {
    assertThat(
            shortage(
                List.of(aNode("n").gpus(5).build()),
                pods("a", 3).gpus(1).build(),
                pods("b", 4).gpus(1).build()))
        .isEqualTo(new Shortage("b", 4, 2, GPU, tooLittle(1)));
  }

  @Test
  void aHeadThatNoNodeTakesIsShortBeforeItsWorkers() {
    assertThat(
            shortage(
                List.of(aNode("n").gpus(8).build()),
                pods("head", 1).on("zone", "x").build(),
                pods("workers", 9).gpus(1).build()))
        .isEqualTo(new Shortage("head", 1, 0, "", List.of(new CauseCount(Cause.SELECTOR, 1))));
  }

  @Test
  void workersAreCountedWithTheHeadInPlace() {
    var nodes =
        List.of(aNode("n").cpus(8).gpus(4).build(), aNode("m").cpus(8).gpus(4).cordoned().build());

    assertThat(
            shortage(
                nodes, pods("head", 1).cpus(4).build(), pods("workers", 3).cpus(2).gpus(1).build()))
        .isEqualTo(
            new Shortage(
                "workers",
                3,
                2,
                Resources.CPU,
                List.of(new CauseCount(Cause.CORDONED, 1), new CauseCount(Cause.RESOURCES, 1))));
  }

  @Test
  void ofSeveralShapesTheOneThatCannotBePlacedBesideTheLargerOnesIsShort() {
    assertThat(
            shortage(
                List.of(aNode("n").cpus(8).gpus(4).build()),
                pods("small", 2).cpus(2).build(),
                pods("large", 1).cpus(6).gpus(4).build(),
                pods("middle", 1).cpus(1).build()))
        .isEqualTo(new Shortage("small", 2, 1, Resources.CPU, tooLittle(1)));
  }

  @Test
  void theResourceIsTheOneThatMostNodesLack() {
    var nodes =
        List.of(aNode("a").cpus(1).build(), aNode("b").gpus(1).build(), aNode("c").gpus(1).build());

    assertThat(shortage(nodes, pods("workers", 1).cpus(2).gpus(2).build()))
        .isEqualTo(new Shortage("workers", 1, 0, GPU, tooLittle(3)));
  }

  @Test
  void ofResourcesThatEquallyManyNodesLackTheFirstNameIsTold() {
    var nodes = List.of(aNode("a").cpus(1).build(), aNode("b").gpus(1).build());

    assertThat(shortage(nodes, pods("workers", 1).cpus(2).gpus(2).build()).resource())
        .isEqualTo(Resources.CPU);
  }

  @Test
  void aTaintIsNamedBeforeTheSelectorThatWouldRuleTheNodeOutToo() {
    var node = aNode("a").taint("gpu", "", Taint.Effect.NO_EXECUTE).build();

    assertThat(shortage(List.of(node), pods("workers", 1).on("zone", "x").build()).causes())
        .containsExactly(new CauseCount(Cause.TAINT, 1));
  }

  @Test
  void askingForMoreThanCanBeCountedIsJustTooMuch() {
    var absurd =
        pods("workers", Integer.MAX_VALUE)
            .asks(Resources.PODS, Long.MAX_VALUE)
            .asks(Resources.CPU, Long.MAX_VALUE)
            .build();

    assertThat(shortage(List.of(aNode("a").build()), pods("head", 1).build(), absurd))
        .isEqualTo(new Shortage("workers", Integer.MAX_VALUE, 0, Resources.CPU, tooLittle(1)));
  }

  private static List<CauseCount> tooLittle(int nodes) {
    return List.of(new CauseCount(Cause.RESOURCES, nodes));
  }

  private static Shortage shortage(List<Node> nodes, PodSet... sets) {
    var ground = new Ground();
    var podSets = List.of(sets);
    var shape = ground.shapes().acquire(podSets);
    ground.refresh(FitAgainstOracle.byName(nodes));
    assertThat(Fit.of(shape, ground.now(), 2000)).isInstanceOf(FitResult.ProvedNo.class);
    return Shortages.of(shape, ground.now(), podSets);
  }
}
