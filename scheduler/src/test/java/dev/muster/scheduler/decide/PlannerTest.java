package dev.muster.scheduler.decide;

import static dev.muster.scheduler.model.Gangs.aGang;
import static dev.muster.scheduler.model.Nodes.GPU;
import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.PodSets.pods;
import static dev.muster.scheduler.model.Snapshots.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.BreakerRules;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.lifecycle.Lifecycle;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Plan.VerdictChange;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Cause;
import dev.muster.scheduler.model.Verdict.CauseCount;
import dev.muster.scheduler.model.Verdict.NodesInUse;
import dev.muster.scheduler.model.Verdict.NodesTooSmall;
import dev.muster.scheduler.model.Verdict.Shortage;
import dev.muster.scheduler.model.Wish;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private final Planner planner = new Planner(Rules.DEFAULT);

  @Test
  void gangIsAdmittedWholeOrNotAtAll() {
    var gang = aGang("g", 3, 4);

    assertThat(plan(aSnapshot().node("a", 7).node("b", 4).gang(gang).build()))
        .isEqualTo(
            new Plan(
                List.of(),
                List.of(
                    new VerdictChange(
                        gang.id(),
                        new NodesTooSmall(
                            new Shortage(
                                "workers",
                                3,
                                2,
                                GPU,
                                List.of(new CauseCount(Cause.RESOURCES, 2)))))),
                List.of(new Plan.Line("", 1, List.of(gang.id()))),
                OptionalLong.empty()));
    assertThat(plan(aSnapshot().node("a", 8).node("b", 4).gang(gang).build()))
        .isEqualTo(
            new Plan(
                List.of(admit(gang, "workers", Map.of("a", 2, "b", 1))),
                List.of(),
                List.of(),
                OptionalLong.empty()));
  }

  @Test
  void whatAnEarlierGangTakesALaterOneCannot() {
    var older = aGang("z").workers(1, 5).submittedAt(1).build();
    var younger = aGang("a").workers(1, 4).submittedAt(2).build();

    assertThat(plan(aSnapshot().node("n", 8).gang(older).gang(younger).build()))
        .isEqualTo(
            new Plan(
                List.of(admit(older, "workers", Map.of("n", 1))),
                List.of(new VerdictChange(younger.id(), new NodesInUse(gpusShort(1, 0, 1)))),
                List.of(new Plan.Line("", 1, List.of(younger.id()))),
                OptionalLong.empty()));
  }

  @Test
  void higherPriorityGoesFirstThenTheOlderThenTheName() {
    var last = aGang("c").workers(1, 1).submittedAt(2).build();
    var third = aGang("b").workers(1, 1).submittedAt(2).build();
    var second = aGang("d").workers(1, 1).submittedAt(1).build();
    var first = aGang("e").workers(1, 1).submittedAt(3).priority(1).build();

    var plan =
        plan(aSnapshot().node("n", 3).gang(last).gang(third).gang(second).gang(first).build());

    assertThat(admitted(plan)).containsExactly(first.id(), second.id(), third.id());
    assertThat(plan.lines()).containsExactly(new Plan.Line("", 1, List.of(last.id())));
  }

  @Test
  void aGangThatDoesNotFitIsPassedOver() {
    var big = aGang("a", 9, 8);
    var small = aGang("b", 1, 8);

    var plan = plan(aSnapshot().node("n", 8).gang(big).gang(small).build());

    assertThat(admitted(plan)).containsExactly(small.id());
  }

  @Test
  void nothingIsGivenAwayOfAnUnsettledNodeUntilItIsSettled() {
    var gang = aGang("a", 1, 8);
    var node = aNode("n").gpus(8);
    var unsettled = plan(aSnapshot().node(aNode("n").gpus(8).unsettled()).gang(gang).build());
    var causes = List.of(new CauseCount(Cause.UNSETTLED, 1));

    assertThat(unsettled.verdicts())
        .containsExactly(
            new VerdictChange(
                gang.id(), new NodesInUse(new Shortage("workers", 1, 0, "", causes))));
    assertThat(admitted(unsettled)).isEmpty();
    assertThat(admitted(plan(aSnapshot().node(node).gang(gang).build())))
        .containsExactly(gang.id());
  }

  @Test
  void podsAreHeldUnlessPlacementIsOff() {
    var snapshot = aSnapshot().node("n", 8).gang(aGang("a", 1, 8)).build();

    for (var placement : Rules.Placement.values()) {
      var rules = new Rules(Rules.Strategy.BEST_EFFORT, 2000, placement, BreakerRules.DEFAULT);
      var plan = new Planner(rules).plan(snapshot, Planner.Memo.EMPTY).plan();
      var exact =
          plan.actions().stream()
              .filter(Action.Admit.class::isInstance)
              .map(action -> ((Action.Admit) action).admission().exact());
      assertThat(exact).as(placement.toString()).containsExactly(placement != Rules.Placement.OFF);
    }
  }

  @Test
  void underStrictOrderAGangThatDoesNotFitStopsItsQueueAlone() {
    var strict = new Planner(new Rules(Rules.Strategy.STRICT, 2000));
    var big = aGang("a").queue("q").workers(9, 8).build();
    var behind = aGang("b").queue("q").workers(1, 8).build();
    var elsewhere = aGang("c").queue("r").workers(1, 8).build();

    var plan =
        strict
            .plan(
                aSnapshot().node("n", 8).gang(big).gang(behind).gang(elsewhere).build(),
                Planner.Memo.EMPTY)
            .plan();

    assertThat(admitted(plan)).containsExactly(elsewhere.id());
    assertThat(plan.verdicts())
        .containsExactly(
            new VerdictChange(big.id(), new NodesTooSmall(gpusShort(9, 1, 1))),
            new VerdictChange(behind.id(), new Verdict.BehindHead(big.id())));
    assertThat(plan.lines()).containsExactly(new Plan.Line("q", 2, List.of(big.id(), behind.id())));
  }

  @Test
  void theHeadGoesWhereItCostsNoWorker() {
    var gang = aGang("g").head(8).podSet(pods("workers", 2).cpus(90).gpus(8)).build();

    var plan = plan(aSnapshot().node("a", 8).node("b", 8).node("c", 0).gang(gang).build());

    assertThat(placements(plan, gang))
        .containsExactly(placed("head", Map.of("c", 1)), placed("workers", Map.of("a", 1, "b", 1)));
  }

  @Test
  void aHeadThatFitsNowhereBesideTheWorkersKeepsTheGangOut() {
    var gang = aGang("g").head(8).podSet(pods("workers", 2).cpus(90).gpus(8)).build();

    var plan = plan(aSnapshot().node("a", 8).node("b", 8).gang(gang).build());

    assertThat(plan.verdicts())
        .containsExactly(
            new VerdictChange(
                gang.id(),
                new NodesTooSmall(
                    new Shortage(
                        "workers", 2, 1, "cpu", List.of(new CauseCount(Cause.RESOURCES, 2))))));
  }

  @Test
  void podsGoToTheFullestNodeThenByName() {
    var gang = aGang("g", 1, 2);

    var plan =
        plan(
            aSnapshot()
                .node(aNode("a"))
                .node(aNode("c").usedGpus(5))
                .node(aNode("b").usedGpus(5))
                .node(aNode("d").usedGpus(7))
                .gang(gang)
                .build());

    assertThat(placements(plan, gang)).containsExactly(placed("workers", Map.of("b", 1)));
  }

  @Test
  void smallPodsLeaveTheWholeNodeToTheLargePod() {
    var gang = aGang("g").podSet(pods("small", 7).gpus(1)).podSet(pods("large", 1).gpus(8)).build();

    var plan = plan(aSnapshot().node("a", 8).node("b", 7).gang(gang).build());

    assertThat(placements(plan, gang))
        .containsExactly(placed("small", Map.of("b", 7)), placed("large", Map.of("a", 1)));
  }

  @Test
  void theReasonCountsTheNodesPerCause() {
    var gang = aGang("g").podSet(pods("workers", 2).gpus(8).on("zone", "x")).build();

    var plan =
        plan(
            aSnapshot()
                .node(aNode("a").notReady())
                .node(aNode("b").cordoned())
                .node(aNode("c").label("zone", "x").taint("gpu", "", Taint.Effect.NO_SCHEDULE))
                .node(aNode("d").label("zone", "y"))
                .node(aNode("e").label("zone", "x"))
                .gang(gang)
                .build());

    assertThat(plan.verdicts().getFirst().verdict())
        .isEqualTo(
            new NodesTooSmall(
                new Shortage(
                    "workers",
                    2,
                    1,
                    GPU,
                    List.of(
                        new CauseCount(Cause.NOT_READY, 1),
                        new CauseCount(Cause.CORDONED, 1),
                        new CauseCount(Cause.TAINT, 1),
                        new CauseCount(Cause.SELECTOR, 1),
                        new CauseCount(Cause.RESOURCES, 1)))));
  }

  @Test
  void aReasonThatIsStoredIsNotToldAgain() {
    var told = aGang("g").workers(1, 9).told(new NodesTooSmall(gpusShort(4, 2, 1))).build();
    var toldOther = aGang("h").workers(1, 9).told(new Verdict.HeldByUser()).build();

    var plan = plan(aSnapshot().node("n", 8).gang(told).gang(toldOther).build());

    assertThat(plan.verdicts())
        .containsExactly(new VerdictChange(toldOther.id(), new NodesTooSmall(gpusShort(1, 0, 1))));
  }

  @Test
  void heldAndMalformedGangsWaitForReasonsOfTheirOwn() {
    var held = aGang("a").workers(1, 1).wish(Wish.HOLD).build();
    var bad = aGang("b").unreadable("spec.components[0]", "is no object").build();
    var foreign = aGang("c").workers(1, 1).wish(Wish.LEAVE_ALONE).build();

    assertThat(plan(aSnapshot().node("n", 8).gang(held).gang(bad).gang(foreign).build()))
        .isEqualTo(
            new Plan(
                List.of(),
                List.of(
                    new VerdictChange(held.id(), new Verdict.HeldByUser()),
                    new VerdictChange(
                        bad.id(), new Verdict.BadObject("spec.components[0]", "is no object"))),
                List.of(),
                OptionalLong.empty()));
  }

  @Test
  void gangWhoseSubmitterMayNotCreateItsObjectsWaitsForThatAndKeepsNobodyBack() {
    var nothing = Observed.NOTHING;
    var denied =
        aGang("a")
            .workers(1, 8)
            .priority(9)
            .build()
            .withObserved(new Observed(nothing.components(), nothing.pods(), false, "ada may not"));
    var next = aGang("b").workers(1, 8).build();

    var plan = plan(aSnapshot().node("n", 8).gang(denied).gang(next).build());

    assertThat(plan.verdicts())
        .containsExactly(new VerdictChange(denied.id(), new Verdict.Forbidden("ada may not")));
    assertThat(plan.actions())
        .extracting(action -> ((Action.Admit) action).gang())
        .containsExactly(next.id());

    var allowed = plan(aSnapshot().node("n", 8).gang(denied.withObserved(nothing)).build());
    assertThat(allowed.actions()).hasSize(1);
  }

  @Test
  void aGangWithoutPodsStartsEvenWithoutNodes() {
    var gang = aGang("g").build();

    assertThat(plan(aSnapshot().gang(gang).build()).actions())
        .containsExactly(
            new Action.Admit(
                gang.id(),
                new Admission("local", 1, false, List.of()),
                Lifecycle.admitted(gang, new Admission("local", 1, false, List.of()), 0)));
  }

  private Plan plan(Snapshot snapshot) {
    return planner.plan(snapshot, Planner.Memo.EMPTY).plan();
  }

  private static Shortage gpusShort(int needed, int available, int nodes) {
    return new Shortage(
        "workers", needed, available, GPU, List.of(new CauseCount(Cause.RESOURCES, nodes)));
  }

  private static Action admit(Gang gang, String podSet, Map<String, Integer> nodes) {
    var admission = new Admission("local", 1, true, List.of(placed(podSet, nodes)));
    return new Action.Admit(gang.id(), admission, Lifecycle.admitted(gang, admission, 0));
  }

  private static Placement placed(String podSet, Map<String, Integer> nodes) {
    int count = nodes.values().stream().mapToInt(Integer::intValue).sum();
    return new Placement(podSet, count, new TreeMap<>(nodes));
  }

  private static List<GangId> admitted(Plan plan) {
    return plan.actions().stream().map(Action::gang).toList();
  }

  private static List<Placement> placements(Plan plan, Gang gang) {
    return plan.actions().stream()
        .filter(action -> action.gang().equals(gang.id()))
        .flatMap(action ->
            action instanceof Action.Admit a
                ? a.admission().podSets().stream()
                : Arrays.stream(new Placement[0]))
        .toList();
  }
}
