package dev.muster.simulations.world;

import static dev.muster.simulations.world.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.simulations.engine.EventQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Plans that are wrong on purpose, each of which must be found out. */
final class InvariantsTest {
  @Test
  void anOverCommittedNodeIsFound() {
    var report =
        replay(
            Discipline.STRICT,
            everybodyOnTheFirstNode(1),
            aJob(0).gpus(1, 3).build(),
            aJob(1).gpus(1, 2).build());

    assertThat(report.violations()).isEqualTo(1);
    assertThat(report.first()).containsExactly("I1 n0000: 1000 too much nvidia.com/gpu, at 0");
  }

  @Test
  void aWitnessThatLeavesAPodOutIsFound() {
    var report = replay(Discipline.STRICT, everybodyOnTheFirstNode(1), aJob(0).gpus(2, 1).build());

    assertThat(report.first())
        .containsExactly(
            "I2 row 0 (j0) at 0 has the witness"
                + " [Placement[podSet=pods, count=1, nodes={n0000=1}]]");
  }

  @Test
  void whoOvertakesInAStrictQueueIsFound() {
    var report =
        replay(
            Discipline.STRICT,
            lastFirst(),
            aJob(0).gpus(1, 4).run(5).build(),
            aJob(1).gpus(1, 4).run(5).build());

    assertThat(report.first()).containsExactly("I5 row 1 (j1) started before row 0 (j0), at 0");
  }

  @Test
  void whoOvertakesOneThatFitsIsFoundUnderBestEffort() {
    var report =
        replay(
            Discipline.BEST_EFFORT,
            lastFirst(),
            aJob(0).gpus(1, 4).build(),
            aJob(1).gpus(1, 4).build());

    assertThat(report.first())
        .containsExactly("I5 row 1 (j1) overtook row 0 (j0), which fits, at 0");
  }

  @Test
  void whoOvertakesOneThatDoesNotFitIsFineUnderBestEffort() {
    var report =
        replay(
            Discipline.BEST_EFFORT,
            lastFirst(),
            aJob(0).gpus(1, 3).run(1).priority(1).build(),
            aJob(1).gpus(1, 2).submit(1).build());

    assertThat(report.violations()).isZero();
  }

  @Test
  void usageThatTheClusterGotWrongIsFound() {
    var spec = ClusterSpec.parse("1x4gpu");
    var invariants = new Invariants(spec, Discipline.STRICT);
    var job = aJob(0).build();
    var cluster = new SimulatedCluster(spec, new EventQueue(), List.of());
    invariants.arrived(job, 0);
    invariants.started(job, onTheFirstNode(1), 0);

    var report = invariants.finish(cluster.observe(7), List.of());

    assertThat(report.first())
        .containsExactly("I11 n0000: {}, not {nvidia.com/gpu=1000, pods=1}, at 7");
  }

  @Test
  void aGangThatTheClusterLostIsFound() {
    var invariants = new Invariants(ClusterSpec.parse("1x4gpu"), Discipline.STRICT);
    invariants.arrived(aJob(0).build(), 0);
    var nodes = new Cluster("local", PersistentMap.empty());
    var nobody = new Snapshot(0, nodes, PersistentMap.<Gang>empty());
    invariants.instant(nobody);

    assertThat(invariants.finish(nobody, List.of()).first())
        .containsExactly("I4 0 wait, not 1, at 0");
  }

  @Test
  void aJobThatEndsTwiceIsFound() {
    var invariants = new Invariants(ClusterSpec.parse("1x4gpu"), Discipline.STRICT);
    var job = aJob(0).run(10).build();
    invariants.arrived(job, 0);
    invariants.started(job, onTheFirstNode(1), 0);
    invariants.ended(job, 10_000);
    invariants.ended(job, 10_000);
    var nodes = new Cluster("local", PersistentMap.empty());

    assertThat(invariants.finish(new Snapshot(0, nodes, PersistentMap.empty()), List.of()).first())
        .containsExactly("I4 row 0 (j0) ended at 10000 out of turn");
  }

  private static InvariantReport replay(
      Discipline discipline, Function<Snapshot, Plan> policy, Job... jobs) {
    var spec = ClusterSpec.parse("1x4gpu");
    return new Replay(spec, discipline, policy)
        .run(Screening.of(spec, List.of(jobs)), finished -> {})
        .invariants();
  }

  private static Function<Snapshot, Plan> everybodyOnTheFirstNode(int pods) {
    return snapshot -> plan(snapshot.gangs().values(), pods);
  }

  private static Function<Snapshot, Plan> lastFirst() {
    return snapshot -> {
      boolean idle = snapshot.cluster().nodes().values().getFirst().used().isEmpty();
      var gangs = snapshot.gangs().values();
      return idle && !gangs.isEmpty() ? plan(List.of(gangs.getLast()), 1) : Plan.NOTHING;
    };
  }

  private static Plan plan(List<Gang> gangs, int pods) {
    var actions = new ArrayList<Action>();
    for (var gang : gangs) {
      actions.add(new Action.Admit(gang.id(), onTheFirstNode(pods), GangStatus.UNSEEN));
    }
    return new Plan(actions, List.of(), List.of(), OptionalLong.empty());
  }

  private static Admission onTheFirstNode(int pods) {
    var nodes = new TreeMap<String, Integer>();
    nodes.put("n0000", pods);
    return new Admission("local", 1, false, List.of(new Placement("pods", pods, nodes)));
  }
}
