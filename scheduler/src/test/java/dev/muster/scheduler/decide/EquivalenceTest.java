package dev.muster.scheduler.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** R22: gangs of one shape share an answer, and it is the one that each of them would get alone. */
class EquivalenceTest {
  private static final int HISTORIES = 60;
  private static final int STEPS = 40;

  private final Planner planner = new Planner(new Rules(Rules.Strategy.BEST_EFFORT, 100_000));
  private final TreeMap<String, Integer> sharers = new TreeMap<>();

  @Test
  void whatIsSaidOfAGangAmongOthersIsWhatIsSaidOfItAlone() {
    int shared = 0;
    for (int seed = 2000; seed < 2000 + HISTORIES; seed++) {
      var world = new World(seed);
      for (int step = 0; step < STEPS; step++) {
        world.happen();
        var snapshot = doubled(world.snapshot());
        check("seed " + seed + ", step " + step, snapshot, plan(snapshot));
        shared += sharers.values().stream().filter(gangs -> gangs > 1).mapToInt(n -> n).sum();
        world.carryOut(plan(world.snapshot()));
      }
    }
    assertThat(shared).as("answers that several shared").isGreaterThan(300);
  }

  private Plan plan(Snapshot snapshot) {
    return planner.plan(snapshot, Planner.Memo.EMPTY).plan();
  }

  private void check(String which, Snapshot snapshot, Plan plan) {
    var after = charged(snapshot, plan);
    sharers.clear();
    for (var change : plan.verdicts()) {
      var gang = snapshot.gangs().get(change.gang().uid()).orElseThrow();
      var alone = new Snapshot(snapshot.now(), after, of(List.of(gang)));
      assertThat(plan(alone).verdicts()).as(which).containsExactly(change);
      if (gang.spec().demand() instanceof Demand.Readable readable) {
        sharers.merge(readable.toString(), 1, Integer::sum);
      }
    }
  }

  /** The cluster as it is once all that was admitted has its room. */
  private static Cluster charged(Snapshot snapshot, Plan plan) {
    var nodes = snapshot.cluster().nodes();
    for (var action : plan.actions()) {
      if (action instanceof Action.Admit admit) {
        var gang = snapshot.gangs().get(admit.gang().uid()).orElseThrow();
        nodes = charged(nodes, admit, (Demand.Readable) gang.spec().demand());
      }
    }
    return new Cluster(snapshot.cluster().name(), nodes, snapshot.cluster().podMadeAt());
  }

  private static PersistentMap<Node> charged(
      PersistentMap<Node> nodes, Action.Admit admit, Demand.Readable demand) {
    var charged = nodes;
    for (int i = 0; i < demand.podSets().size(); i++) {
      var footprint = demand.podSets().get(i).footprint();
      for (var place : admit.admission().podSets().get(i).nodes().entrySet()) {
        var node = charged.get(place.getKey()).orElseThrow();
        var used = node.used().plus(footprint.times(place.getValue()));
        charged = charged.with(node.name(), node.withUsed(used));
      }
    }
    return charged;
  }

  /** The same with a second one like each gang, and none of them told why it waits. */
  private static Snapshot doubled(Snapshot snapshot) {
    var gangs = new ArrayList<Gang>();
    for (var gang : snapshot.gangs().values()) {
      var untold = gang.withStatus(untold(gang.status()));
      var id = new GangId(gang.id().namespace(), gang.id().name() + "-2", gang.id().uid() + "-2");
      gangs.add(untold);
      gangs.add(new Gang(id, gang.spec(), gang.wish(), untold.status(), gang.observed()));
    }
    return new Snapshot(snapshot.now(), snapshot.cluster(), of(gangs));
  }

  private static GangStatus untold(GangStatus told) {
    return new GangStatus(
        told.phase(),
        told.resets(),
        told.conditions(),
        told.components(),
        told.admission(),
        List.of());
  }

  private static PersistentMap<Gang> of(List<Gang> gangs) {
    var byUid = PersistentMap.<Gang>empty();
    for (var gang : gangs) {
      byUid = byUid.with(gang.id().uid(), gang);
    }
    return byUid;
  }
}
