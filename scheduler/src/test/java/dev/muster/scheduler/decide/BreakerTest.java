package dev.muster.scheduler.decide;

import static dev.muster.scheduler.model.Gangs.aGang;
import static dev.muster.scheduler.model.Histories.aHistory;
import static dev.muster.scheduler.model.Nodes.GPU;
import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.Snapshots.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.BreakerRules;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Histories;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.NodeQuarantine.State;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Plan.Marking;
import dev.muster.scheduler.model.Snapshots;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Cause;
import dev.muster.scheduler.model.Verdict.CauseCount;
import dev.muster.scheduler.model.Verdict.Shortage;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** When nodes on which pods fail at once are kept out of use. */
class BreakerTest {
  private static final long MINUTE = 60_000;
  private static final long NOW = 1_000 * MINUTE;
  private static final String REASON = "3 pods of 3 gangs in a row failed within 2s of their start";

  private final Planner planner = new Planner(Rules.DEFAULT);

  @Test
  void aNodeOnWhichThreePodsInARowFailAtOnceIsClosedAndNobodyIsSentThere() {
    var gang = aGang("next", 1, 8);

    var plan = plan(two().history(threeFailures().build()).gang(gang));

    assertThat(plan.markings()).containsExactly(closed("a", 1, 10 * MINUTE, REASON));
    assertThat(placed(plan)).containsExactly("b");
    assertThat(plan.wakeAt()).isEqualTo(OptionalLong.empty());
  }

  @Test
  void twoFailuresCloseNothing() {
    var two = aHistory().failed("a", "g1", NOW - 9_000, 0).failed("a", "g2", NOW - 5_000, 1_000);

    assertThat(plan(two().history(two.build())).markings()).isEmpty();
  }

  @Test
  void podsThatRanLongerThanTheBoundBeforeTheyFailedCloseNothing() {
    var history =
        threeOf(3_000).failed("a", "g4", NOW - 9_000, 2_000).failed("a", "g5", NOW - 9_000, 2_000);

    assertThat(plan(two().history(history.build())).markings()).isEmpty();
    assertThat(
            plan(two().history(history.failed("a", "g6", NOW - 9_000, 2_000).build())).markings())
        .hasSize(1);
  }

  @Test
  void aPodThatRanWellInBetweenBeginsTheCountAnew() {
    var before = aHistory().failed("a", "g1", NOW - 99_000, 0).failed("a", "g2", NOW - 98_000, 0);

    var ended = before.succeeded("a", "g3", NOW - 97_000, 1_000).failed("a", "g4", NOW - 9_000, 0);
    assertThat(plan(two().history(ended.build())).markings()).isEmpty();
    var running =
        aHistory()
            .failed("a", "g1", NOW - 99_000, 0)
            .failed("a", "g2", NOW - 98_000, 0)
            .failed("a", "g4", NOW - 9_000, 0)
            .runs("a", "g3", NOW - 97_000);
    assertThat(plan(two().history(running.build())).markings()).isEmpty();
  }

  @Test
  void whatStartedBeforeAndRunsOnSaysNothingOfWhatFailedSince() {
    var history = threeFailures().runs("a", "old", NOW - 500_000);

    assertThat(plan(two().history(history.build())).markings()).hasSize(1);
  }

  @Test
  void aPodWithoutGpuThatRunsWellSaysNothingOfTheGpus() {
    var history = threeFailures().gpus(0).succeeded("a", "head", NOW - 2_000, 1_000);

    assertThat(plan(two().history(history.build())).markings()).hasSize(1);
  }

  @Test
  void failuresOfLongAgoCloseNothing() {
    assertThat(plan(two().now(NOW + 11 * MINUTE).history(threeFailures().build())).markings())
        .isEmpty();
  }

  @Test
  void aGangThatFailsOnSeveralNodesIsItselfBrokenAndClosesNone() {
    var history = aHistory();
    for (int attempt = 1; attempt <= 4; attempt++) {
      history.attempt(attempt);
      for (int pod = 0; pod < 4; pod++) {
        history.failed("a", "typo", NOW - 9_000, 0).failed("b", "typo", NOW - 9_000, 0);
      }
    }

    assertThat(plan(two().history(history.build())).markings()).isEmpty();
  }

  @Test
  void theFirstAttemptOfOneGangIsNotEnoughUnlessItsPodsRunWellElsewhere() {
    var alone = aHistory();
    for (int pod = 0; pod < 8; pod++) {
      alone.failed("a", "g", NOW - 9_000, 1_000);
    }
    assertThat(plan(two().history(alone.build())).markings()).isEmpty();

    var beside = alone.runs("b", "g", NOW - 9_000).build();
    var tooEarly = plan(two().history(beside));
    assertThat(tooEarly.markings()).isEmpty();
    assertThat(tooEarly.wakeAt()).hasValue(NOW + 11_000);
    assertThat(plan(two().now(NOW + 11_000).history(beside)).markings()).hasSize(1);
  }

  @Test
  void podsOfAnotherKindThatRunWellElsewhereProveNothing() {
    var history = aHistory();
    for (int pod = 0; pod < 8; pod++) {
      history.failed("a", "g", NOW - 9_000, 1_000);
    }
    history.podSet("head").runs("b", "g", NOW - 60_000);

    assertThat(plan(two().history(history.build())).markings()).isEmpty();
  }

  @Test
  void aSecondAttemptOfTheSameGangIsEnough() {
    var history =
        aHistory()
            .failed("a", "g", NOW - 99_000, 0)
            .failed("a", "g", NOW - 99_000, 0)
            .attempt(2)
            .failed("a", "g", NOW - 9_000, 0);

    assertThat(plan(two().history(history.build())).markings()).hasSize(1);
  }

  @Test
  void aNodeIsOpenedAtOnceWhenAllThatFailedThereFailElsewhereToo() {
    var mark = mark(State.CLOSED, NOW - 60_000, NOW + 9 * MINUTE, 1);
    var history =
        aHistory()
            .failed("a", "g", NOW - 99_000, 0)
            .attempt(2)
            .failed("a", "g", NOW - 69_000, 0)
            .failed("a", "g", NOW - 69_000, 0);
    assertThat(plan(marked(mark).history(history.build())).markings()).isEmpty();

    history.attempt(3).failed("b", "g", NOW - 9_000, 0);

    assertThat(plan(marked(mark).history(history.build())).markings())
        .containsExactly(
            new Marking(
                "a", NodeQuarantine.NONE, "the gangs that failed there fail elsewhere too"));
  }

  @Test
  void twoDeadNodesDoNotClearEachOtherWhereBothCanBeClosed() {
    var history = aHistory();
    for (int attempt = 1; attempt <= 3; attempt++) {
      history.attempt(attempt).failed("n1", "g", NOW - 99_000, 0).failed("n2", "g", NOW - 9_000, 0);
    }

    assertThat(plan(nodes(20).history(history.build())).markings())
        .extracting(Marking::node)
        .containsExactly("n1", "n2");
    assertThat(plan(nodes(19).history(history.build())).markings()).isEmpty();
  }

  @Test
  void whoFailsOnAThirdNodeTooIsItselfBrokenInALargeClusterToo() {
    var history = aHistory();
    for (int attempt = 1; attempt <= 3; attempt++) {
      history.attempt(attempt).failed("n1", "g", NOW - 99_000, 0).failed("n2", "g", NOW - 9_000, 0);
    }
    history.failed("n3", "g", NOW - 5_000, 0);

    assertThat(plan(nodes(20).history(history.build())).markings()).isEmpty();
  }

  @Test
  void whoFailsWhereOthersRunWellAfterwardsIsItselfBroken() {
    var history = aHistory();
    for (int attempt = 1; attempt <= 3; attempt++) {
      history.attempt(attempt).failed("n1", "g", NOW - 99_000, 0);
    }
    history.failed("n2", "g", NOW - 60_000, 0);
    assertThat(plan(nodes(20).history(history.build())).markings()).hasSize(1);

    history.runs("n2", "other", NOW - 30_000);

    assertThat(plan(nodes(20).history(history.build())).markings()).isEmpty();
  }

  @Test
  void afterItsTimeANodeIsOnTrial() {
    var closed = mark(State.CLOSED, NOW - 9 * MINUTE, NOW + MINUTE, 1);
    assertThat(plan(marked(closed)))
        .isEqualTo(new Plan(List.of(), List.of(), List.of(), OptionalLong.of(NOW + MINUTE)));

    var gang = aGang("next", 2, 8);
    var plan = plan(marked(closed).now(NOW + MINUTE).gang(gang));

    assertThat(plan.markings())
        .containsExactly(
            new Marking(
                "a", mark(State.TRIAL, NOW + MINUTE, NOW + 11 * MINUTE, 1), "its time is over"));
    assertThat(placed(plan)).as("before that stands on the node").isEmpty();
    var trial = mark(State.TRIAL, NOW + MINUTE, NOW + 11 * MINUTE, 1);
    assertThat(placed(plan(marked(trial).now(NOW + MINUTE).gang(gang)))).containsExactly("a", "b");
  }

  @Test
  void theFirstFailureOnTrialClosesItForTwiceTheTime() {
    var trial = mark(State.TRIAL, NOW - 5_000, NOW + 9 * MINUTE, 2);
    var before = aHistory().failed("a", "g", NOW - 6_000, 1_000);
    assertThat(plan(marked(trial).history(before.build())).markings()).isEmpty();

    var failed = before.failed("a", "g", NOW - 4_000, 1_000).build();

    assertThat(plan(marked(trial).history(failed)).markings())
        .containsExactly(
            closed(
                "a", 3, 40 * MINUTE, "1 pod of 1 gang in a row failed within 2s of their start"));
  }

  @Test
  void aPodThatRunsWellEndsTheTrialAndSoDoesItsTime() {
    var trial = mark(State.TRIAL, NOW - 30_000, NOW + 9 * MINUTE, 2);
    var well = aHistory().failed("a", "g", NOW - 60_000, 0).runs("a", "g7", NOW - 15_000).build();
    assertThat(plan(marked(trial).history(well)).wakeAt()).hasValue(NOW + 5_000);

    assertThat(plan(marked(trial).now(NOW + 5_000).history(well)).markings())
        .containsExactly(new Marking("a", NodeQuarantine.NONE, "a pod ran well there"));
    assertThat(plan(marked(trial).now(NOW + 9 * MINUTE)).markings())
        .containsExactly(new Marking("a", NodeQuarantine.NONE, "no pod failed there in its trial"));
  }

  @Test
  void timeDoublesUpToADay() {
    var rules = BreakerRules.DEFAULT;
    assertThat(List.of(rules.closedFor(1), rules.closedFor(2), rules.closedFor(8)))
        .containsExactly(10 * MINUTE, 20 * MINUTE, 1280 * MINUTE);
    assertThat(List.of(rules.closedFor(9), rules.closedFor(Integer.MAX_VALUE)))
        .containsOnly(24 * 60 * MINUTE);
  }

  @Test
  void noMoreThanATenthIsClosedTheWorstFirst() {
    var history = aHistory();
    var snapshot = aSnapshot().now(NOW);
    for (int node = 10; node < 39; node++) {
      snapshot.node("n" + node, 8);
      for (int pod = 0; pod < (node % 10 == 7 ? 4 : 3); pod++) {
        history.failed("n" + node, "g" + node + pod, NOW - 9_000, 0);
      }
    }

    var plan = plan(snapshot.history(history.build()));

    assertThat(plan.markings()).extracting(Marking::node).containsExactly("n17", "n27");
  }

  @Test
  void oneOfFewMayBeClosedButNeverTheLastOneInUse() {
    var history = threeFailures().failed("b", "h1", NOW - 9_000, 0);
    history.failed("b", "h2", NOW - 9_000, 0).failed("b", "h3", NOW - 9_000, 0);
    assertThat(plan(two().history(history.build())).markings())
        .extracting(Marking::node)
        .containsExactly("a");

    var alone = aSnapshot().now(NOW).node("a", 8).node(aNode("b").cordoned());
    assertThat(plan(alone.history(threeFailures().build())).markings()).isEmpty();
  }

  @Test
  void whatSomebodyClosedByHandIsLeftAloneAndCountsForNothing() {
    var snapshot =
        aSnapshot()
            .now(NOW)
            .node(aNode("a").quarantine(NodeQuarantine.byHand("fan is loud")))
            .node("b", 8)
            .node("c", 8);
    var history = aHistory();
    for (var gang : List.of("g1", "g2", "g3")) {
      history.failed("a", gang, NOW - 9_000, 0).failed("b", gang + "b", NOW - 9_000, 0);
    }

    assertThat(plan(snapshot.history(history.build())).markings())
        .extracting(Marking::node)
        .containsExactly("b");
  }

  @Test
  void whatHappenedBeforeItWasLiftedClosesItNoMore() {
    var lifted = threeFailures().since("a", NOW);

    assertThat(plan(two().history(lifted.build())).markings()).isEmpty();
  }

  @Test
  void itCanBeSwitchedOff() {
    var off = new BreakerRules(0, 2_000, MINUTE, MINUTE, 10);
    var rules = new Rules(Rules.Strategy.BEST_EFFORT, 2_000, Rules.Placement.AUTO, off);
    var snapshot = two().history(threeFailures().build()).build();

    assertThat(new Planner(rules).plan(snapshot, Planner.Memo.EMPTY).plan().markings()).isEmpty();
  }

  @Test
  void whoWouldFitButForAClosedNodeIsToldWhichAndWhy() {
    var gang = aGang("next", 2, 8);
    var verdict =
        new Verdict.NodeQuarantined(
            new Shortage(
                "workers",
                2,
                1,
                GPU,
                List.of(new CauseCount(Cause.QUARANTINED, 1), new CauseCount(Cause.RESOURCES, 1))),
            List.of(new Verdict.ClosedNode("a", NOW + 10 * MINUTE, REASON)),
            0);

    var plan = plan(two().history(threeFailures().build()).gang(gang));

    assertThat(plan.verdicts())
        .containsExactly(new Plan.VerdictChange(aGang("next", 2, 8).id(), verdict));
    assertThat(verdict.sentence())
        .isEqualTo(
            "Insufficient nodes while node a is quarantined until 1970-01-01T16:50:00Z ("
                + REASON
                + "): workers wants 2 pods, 1 fits; nodes that take no more: 1 quarantined,"
                + " 1 too little nvidia.com/gpu");
  }

  @Test
  void ofManyClosedNodesThatAGangCouldUseTheFirstThreeAreNamed() {
    var snapshot = aSnapshot().now(NOW).node("z", 8).gang(aGang("next", 2, 8));
    for (var name : List.of("e", "d", "c", "b")) {
      snapshot.node(aNode(name).gpus(8).quarantine(NodeQuarantine.byHand("")));
    }
    snapshot.node(aNode("a").gpus(4).quarantine(NodeQuarantine.byHand("too small for it")));

    assertThat(plan(snapshot).verdicts())
        .extracting(change -> change.verdict().sentence())
        .containsExactly(
            "Insufficient nodes while node b is quarantined, node c is quarantined,"
                + " node d is quarantined, and 1 more: workers wants 2 pods, 1 fits;"
                + " nodes that take no more: 5 quarantined, 1 too little nvidia.com/gpu");
  }

  @Test
  void whoWouldNotFitOnTheOpenNodeEitherIsToldWhatHolds() {
    var byHand = aNode("a").gpus(8).quarantine(NodeQuarantine.byHand(""));
    var inUse = aSnapshot().node(byHand.usedGpus(8)).node("b", 8).gang(aGang("g", 2, 8));
    var tooSmall = aSnapshot().node(byHand).node("b", 8).gang(aGang("g", 3, 8));

    assertThat(codes(plan(inUse))).containsExactly(Verdict.Code.NODES_IN_USE);
    assertThat(codes(plan(tooSmall))).containsExactly(Verdict.Code.NODES_TOO_SMALL);
  }

  private static List<Verdict.Code> codes(Plan plan) {
    return plan.verdicts().stream().map(change -> change.verdict().code()).toList();
  }

  private static Snapshots.Builder nodes(int count) {
    var snapshot = aSnapshot().now(NOW);
    for (int node = 1; node <= count; node++) {
      snapshot.node("n" + node, 8);
    }
    return snapshot;
  }

  private static Snapshots.Builder two() {
    return aSnapshot().now(NOW).node("a", 8).node("b", 8);
  }

  private static Snapshots.Builder marked(NodeQuarantine mark) {
    return aSnapshot().now(NOW).node(aNode("a").quarantine(mark)).node("b", 8);
  }

  private static Histories.Builder threeFailures() {
    return threeOf(1_000);
  }

  private static Histories.Builder threeOf(long ranMillis) {
    return aHistory()
        .failed("a", "g1", NOW - 29_000, ranMillis)
        .failed("a", "g2", NOW - 19_000, ranMillis)
        .failed("a", "g3", NOW - 9_000, ranMillis);
  }

  private static NodeQuarantine mark(State state, long since, long until, int times) {
    return new NodeQuarantine(state, since, until, times, "because");
  }

  private static Marking closed(String node, int times, long millis, String reason) {
    var next = new NodeQuarantine(State.CLOSED, NOW, NOW + millis, times, reason);
    return new Marking(node, next, reason);
  }

  private Plan plan(Snapshots.Builder snapshot) {
    return planner.plan(snapshot.build(), Planner.Memo.EMPTY).plan();
  }

  private static List<String> placed(Plan plan) {
    return plan.actions().stream()
        .filter(Action.Admit.class::isInstance)
        .map(Action.Admit.class::cast)
        .flatMap(admit -> admit.admission().podSets().stream())
        .flatMap(placement -> placement.nodes().keySet().stream())
        .toList();
  }
}
