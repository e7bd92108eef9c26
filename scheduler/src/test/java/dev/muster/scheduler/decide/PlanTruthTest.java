package dev.muster.scheduler.decide;

import static dev.muster.scheduler.model.Snapshots.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.fit.Oracle;
import dev.muster.scheduler.decide.fit.WitnessChecker;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Shortage;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whether what a plan says is so, by trying everything in small worlds. */
class PlanTruthTest {
  private static final int HISTORIES = 60;
  private static final int STEPS = 40;

  private final Planner planner = new Planner(new Rules(Rules.Strategy.BEST_EFFORT, 100_000));

  @Test
  void admissionsAreSoundAndReasonsAreTrue() {
    int told = 0;
    for (int seed = 1000; seed < 1000 + HISTORIES; seed++) {
      var world = new World(seed);
      for (int step = 0; step < STEPS; step++) {
        world.happen();
        var plan = planner.plan(world.snapshot(), Planner.Memo.EMPTY).plan();
        told += check("seed " + seed + ", step " + step, world.snapshot(), plan);
        world.carryOut(plan);
      }
    }
    assertThat(told).as("reasons checked").isGreaterThan(200);
  }

  private static int check(String which, Snapshot snapshot, Plan plan) {
    var nodes = new TreeMap<String, Node>();
    snapshot.cluster().nodes().forEach(nodes::put);
    for (var marking : plan.markings()) {
      nodes.computeIfPresent(marking.node(), (name, node) -> node.withQuarantine(marking.next()));
    }
    var admitted = new TreeSet<GangId>();
    for (var action : plan.actions()) {
      if (action instanceof Action.Admit admit) {
        admitted.add(admit.gang());
        charge(
            which, admit, podSets(snapshot.gangs().get(admit.gang().uid()).orElseThrow()), nodes);
      }
    }
    for (var gang : snapshot.gangs().values()) {
      if (isCandidate(gang, plan) && !admitted.contains(gang.id())) {
        assertThat(Oracle.fits(List.copyOf(nodes.values()), podSets(gang)))
            .as("%s: %s is passed over though it fits", which, gang.id())
            .isFalse();
      }
    }
    for (var change : plan.verdicts()) {
      var gang = snapshot.gangs().get(change.gang().uid()).orElseThrow();
      checkReason(which, gang, change.verdict(), List.copyOf(nodes.values()));
    }
    return plan.verdicts().size();
  }

  private static boolean isCandidate(Gang gang, Plan plan) {
    return gang.status().phase() == Phase.SUSPENDED
        && gang.wish() == Wish.RUN
        && !gang.observed().isDenied()
        && gang.spec().demand() instanceof Demand.Readable
        && plan.actions().stream()
            .noneMatch(a -> a.gang().equals(gang.id()) && !(a instanceof Action.Admit));
  }

  private static List<PodSet> podSets(Gang gang) {
    return ((Demand.Readable) gang.spec().demand()).podSets();
  }

  private static void charge(
      String which, Action.Admit admit, List<PodSet> podSets, TreeMap<String, Node> nodes) {
    var placements = admit.admission().podSets();
    assertThat(WitnessChecker.complaints(List.copyOf(nodes.values()), podSets, placements))
        .as("%s: %s", which, admit)
        .isEmpty();
    for (int i = 0; i < placements.size(); i++) {
      var footprint = podSets.get(i).footprint();
      placements
          .get(i)
          .nodes()
          .forEach((name, pods) ->
              nodes.computeIfPresent(
                  name, (key, n) -> n.withUsed(n.used().plus(footprint.times(pods)))));
    }
  }

  private static void checkReason(String which, Gang gang, Verdict verdict, List<Node> nodes) {
    switch (verdict) {
      case Verdict.NodesInUse inUse -> {
        assertThat(Oracle.fits(emptied(nodes), podSets(gang))).as(which).isTrue();
        checkFigures(which, gang, inUse.shortage(), nodes);
      }
      case Verdict.NodesTooSmall small -> {
        assertThat(Oracle.fits(emptied(nodes), podSets(gang))).as(which).isFalse();
        checkFigures(which, gang, small.shortage(), emptied(nodes));
      }
      case Verdict.NodeQuarantined closed -> {
        var opened = nodes.stream().map(PlanTruthTest::opened).toList();
        assertThat(Oracle.fits(opened, podSets(gang))).as(which).isTrue();
        checkFigures(which, gang, closed.shortage(), nodes);
        checkClosed(which, closed, nodes);
      }
      case Verdict.BadObject bad ->
          assertThat(gang.spec().demand())
              .isEqualTo(new Demand.Unreadable(bad.path(), bad.problem()));
      case Verdict.Forbidden no -> assertThat(gang.observed().denial()).isEqualTo(no.problem());
      case Verdict.HeldByUser held -> assertThat(gang.wish()).isEqualTo(Wish.HOLD);
      case Verdict.BehindHead behind -> throw new AssertionError(which + ": " + behind);
      case Verdict.SearchLimit limit -> throw new AssertionError(which + ": " + limit);
    }
  }

  /** Each that is named is closed, for that reason and time, and at least one is. */
  private static void checkClosed(String which, Verdict.NodeQuarantined told, List<Node> nodes) {
    var closed =
        nodes.stream()
            .filter(node -> node.quarantine().closes())
            .map(node ->
                new Verdict.ClosedNode(
                    node.name(), node.quarantine().until(), node.quarantine().reason()))
            .toList();
    assertThat(told.nodes()).as(which).isNotEmpty().isSubsetOf(closed);
    assertThat(told.nodes().size() + told.others()).as(which).isLessThanOrEqualTo(closed.size());
  }

  private static List<Node> emptied(List<Node> nodes) {
    return nodes.stream()
        .map(node -> opened(node).withUsed(Resources.NONE).withUnsettled(false))
        .toList();
  }

  private static Node opened(Node node) {
    return node.withQuarantine(NodeQuarantine.NONE);
  }

  /** Room for exactly what is short makes this reason go away, and for one less it does not. */
  private static void checkFigures(String which, Gang gang, Shortage shortage, List<Node> nodes) {
    var set =
        podSets(gang).stream()
            .filter(s -> s.name().equals(shortage.podSet()))
            .findFirst()
            .orElseThrow();
    int missing = shortage.needed() - shortage.available();
    assertThat(shortage.needed()).isEqualTo(set.count());
    assertThat(missing).isPositive();
    assertThat(shortage.causes().stream().mapToInt(Verdict.CauseCount::nodes).sum())
        .isEqualTo(nodes.size());
    if (podSets(gang).size() > 2) {
      return; // no exact rule: the figures are those of one good packing
    }
    assertThat(isStillShort(gang, set, withRoom(nodes, set, missing - 1))).as(which).isTrue();
    assertThat(isStillShort(gang, set, withRoom(nodes, set, missing))).as(which).isFalse();
  }

  private static boolean isStillShort(Gang gang, PodSet set, List<Node> nodes) {
    var snapshot = snapshot(gang, nodes);
    var plan = new Planner(Rules.DEFAULT).plan(snapshot, Planner.Memo.EMPTY).plan();
    return plan.verdicts().stream()
        .map(Plan.VerdictChange::verdict)
        .anyMatch(v -> shortage(v).stream().anyMatch(s -> s.podSet().equals(set.name())));
  }

  private static Snapshot snapshot(Gang gang, List<Node> nodes) {
    var builder = aSnapshot();
    nodes.forEach(builder::node);
    var untold = gang.status().withPhase(Phase.SUSPENDED);
    return builder
        .gang(
            gang.withStatus(
                new GangStatus(
                    untold.phase(),
                    0,
                    untold.conditions(),
                    untold.components(),
                    untold.admission(),
                    List.of())))
        .build();
  }

  private static List<Shortage> shortage(Verdict verdict) {
    return switch (verdict) {
      case Verdict.NodesInUse v -> List.of(v.shortage());
      case Verdict.NodesTooSmall v -> List.of(v.shortage());
      case Verdict.NodeQuarantined v -> List.of(v.shortage());
      case Verdict.BehindHead v -> List.of();
      case Verdict.SearchLimit v -> List.of();
      case Verdict.HeldByUser v -> List.of();
      case Verdict.Forbidden v -> List.of();
      case Verdict.BadObject v -> List.of();
    };
  }

  /** As many nodes more as {@code pods}, each just large enough for one such pod. */
  private static List<Node> withRoom(List<Node> nodes, PodSet set, int pods) {
    var more = new ArrayList<>(nodes);
    for (int i = 0; i < pods; i++) {
      var labels = new TreeMap<>(set.constraints().nodeSelector());
      set.constraints().terms().forEach(term -> labels.put("zone", "x"));
      more.add(
          new Node("more" + i, labels, List.of(), true, false, set.footprint(), Resources.NONE));
    }
    assertThat(more.subList(nodes.size(), more.size()))
        .allMatch(node -> node.exclusion(set.constraints()).isEmpty());
    return more;
  }
}
