package dev.muster.scheduler.decide.draft;

import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.PodSets.pods;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DraftTest {
  private static final List<PodSet> PODS =
      List.of(
          pods("a", 1).gpus(1).build(),
          pods("b", 1).cpus(3).gpus(2).on("zone", "x").build(),
          pods("c", 1).cpus(2).tolerates("gpu").build());

  @Test
  void undoneChargesLeaveNoTrace() {
    for (int seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var ground = new Ground();
      var shape = ground.shapes().acquire(PODS);
      ground.refresh(nodes(random, PersistentMap.empty(), 12));
      var draft = ground.now();
      chargeSome(random, draft, shape);
      var before = describe(draft, shape);
      long version = draft.version();
      int mark = draft.mark();

      chargeSome(random, draft, shape);
      draft.undo(mark);

      assertThat(describe(draft, shape)).as("seed %d", seed).isEqualTo(before);
      assertThat(draft.version()).isEqualTo(version);
    }
  }

  @Test
  void anIndexKeptThroughChangesEqualsOneMadeAnew() {
    for (int seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      var ground = new Ground();
      var shape = ground.shapes().acquire(PODS);
      var nodes = PersistentMap.<Node>empty();
      for (int step = 0; step < 20; step++) {
        nodes = nodes(random, nodes, 1 + random.nextInt(6));
        ground.refresh(nodes);
        assertThat(states(ground, shape)).as("seed %d", seed).isEqualTo(statesAnew(nodes));
        chargeSome(random, ground.now(), shape);
      }
    }
  }

  @Test
  void aRefreshSaysWhichNodesOfferMoreAndOnlyThose() {
    var ground = new Ground();
    var shape = ground.shapes().acquire(PODS);
    var nodes = byName(aNode("n").usedGpus(4).build(), aNode("m").usedGpus(4).build());
    ground.refresh(nodes);
    ground.now().charge(ground.now().host("m"), shape.parts().getFirst().pod(), 1);

    var charged =
        nodes
            .with("m", aNode("m").usedGpus(4).used(PODS.getFirst().footprint()).build())
            .with("n", aNode("n").usedGpus(5).build());
    assertThat(ground.refresh(charged)).isEqualTo(new Ground.Refreshed.Grown(List.of(), false));

    assertThat(ground.refresh(charged.with("n", aNode("n").usedGpus(2).build())))
        .isEqualTo(new Ground.Refreshed.Grown(List.of(ground.now().host("n").kind()), false));
    assertThat(ground.refresh(charged.without("n")))
        .isEqualTo(new Ground.Refreshed.Grown(List.of(), true));
  }

  @Test
  void nodesThatDifferOnlyWhereNobodyLooksAreOneClass() {
    var ground = new Ground();
    ground.shapes().acquire(List.of(pods("a", 1).gpus(1).build()));

    ground.refresh(
        byName(
            aNode("n").label("host", "n").has("disk", 7).build(),
            aNode("m").label("host", "m").has("disk", 9).build()));

    assertThat(ground.now().classes()).hasSize(1);
  }

  @Test
  void aShapeThatLooksAtMoreSplitsTheClasses() {
    var ground = new Ground();
    var nodes =
        byName(aNode("n").label("host", "n").build(), aNode("m").label("host", "m").build());
    ground.shapes().acquire(List.of(pods("a", 1).build()));
    ground.refresh(nodes);
    ground.shapes().acquire(List.of(pods("a", 1).on("host", "m").build()));

    assertThat(ground.refresh(nodes)).isEqualTo(new Ground.Refreshed.Anew());

    assertThat(ground.now().classes()).hasSize(2);
  }

  @Test
  void shapesThatNobodyUsesAreForgotten() {
    var shapes = new Shapes();
    var one = shapes.acquire(List.of(pods("a", 1).build()));
    var same = shapes.acquire(List.of(pods("b", 1).build()));

    assertThat(same).isSameAs(one);
    assertThat(shapes.release(one)).isFalse();
    assertThat(shapes.release(one)).isTrue();
    assertThat(shapes.acquire(List.of(pods("a", 1).build()))).isNotSameAs(one);
  }

  @Test
  void fractionsCompareExactlyWhereProductsLeaveLong() {
    long huge = Long.MAX_VALUE;

    assertThat(Fractions.compare(huge - 1, huge, huge - 2, huge - 1)).isPositive();
    assertThat(Fractions.compare(2, 4, 3, 6)).isZero();
    assertThat(Fractions.compare(1, huge, 2, huge)).isNegative();
    assertThat(Fractions.compare(1, 0, huge, 1)).isPositive();
  }

  private static void chargeSome(Random random, Draft draft, GangShape shape) {
    for (int i = 0; i < 10; i++) {
      var pod = shape.parts().get(random.nextInt(shape.parts().size())).pod();
      var kinds = new ArrayList<>(draft.candidates(pod));
      kinds.removeIf(kind -> kind.slots(pod) == 0);
      if (!kinds.isEmpty()) {
        var kind = kinds.get(random.nextInt(kinds.size()));
        var hosts = new ArrayList<>(kind.hosts());
        draft.charge(
            hosts.get(random.nextInt(hosts.size())),
            pod,
            1 + random.nextInt((int) kind.slots(pod)));
      }
    }
  }

  private static PersistentMap<Node> nodes(Random random, PersistentMap<Node> nodes, int changes) {
    var changed = nodes;
    for (int i = 0; i < changes; i++) {
      var name = "n" + random.nextInt(15);
      changed =
          random.nextInt(4) == 0 ? changed.without(name) : changed.with(name, node(random, name));
    }
    return changed;
  }

  private static Node node(Random random, String name) {
    var node = aNode(name).cpus(8).gpus(4).usedGpus(random.nextInt(3)).has(Resources.PODS, 6);
    if (random.nextBoolean()) {
      node.label("zone", random.nextBoolean() ? "x" : "y");
    }
    if (random.nextInt(4) == 0) {
      node.taint("gpu", "", Taint.Effect.NO_SCHEDULE);
    }
    return random.nextInt(8) == 0 ? node.cordoned().build() : node.build();
  }

  private static List<Object> states(Ground ground, GangShape shape) {
    return List.of(describe(ground.now(), shape), describe(ground.empty(), shape));
  }

  private static List<Object> statesAnew(PersistentMap<Node> nodes) {
    var ground = new Ground();
    var shape = ground.shapes().acquire(PODS);
    ground.refresh(nodes);
    return states(ground, shape);
  }

  /** All that a question can see, without what history may leave in it. */
  private static List<Object> describe(Draft draft, GangShape shape) {
    var classes = new TreeMap<String, String>();
    for (var kind : draft.classes()) {
      classes.put(
          kind.toString(), shape.parts().stream().map(p -> kind.slots(p.pod())).toList() + "");
    }
    var leads = new ArrayList<Object>();
    for (var part : shape.parts()) {
      int lead = draft.lead(part.pod());
      var order = new TreeMap<Long, TreeMap<String, Long>>();
      for (var kind : draft.candidates(part.pod())) {
        order
            .computeIfAbsent(kind.free(lead), key -> new TreeMap<>())
            .put(kind.toString(), kind.slots(part.pod()));
      }
      leads.add(List.of(lead, order, draft.exclusions(part.pod())));
    }
    return List.of(classes, leads);
  }

  private static PersistentMap<Node> byName(Node... nodes) {
    var byName = PersistentMap.<Node>empty();
    for (var node : nodes) {
      byName = byName.with(node.name(), node);
    }
    return byName;
  }
}
