package dev.muster.scheduler.decide.lifecycle;

import static dev.muster.scheduler.decide.lifecycle.GangBuilder.gang;
import static dev.muster.scheduler.decide.lifecycle.World.tally;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.McadStatus;
import dev.muster.scheduler.model.McadStatus.Words;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Wish;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The life of a gang that was submitted in MCAD's version, and what MCAD's clients see of it. */
class LifecycleMcadTest {
  private static final Component DONE = new Component(State.PRESENT, "", true, false);

  private static McadStatus mcad(World world) {
    return world.gang.status().forMcad().orElseThrow();
  }

  private static String words(World world) {
    return words(mcad(world).words());
  }

  private static String words(Words words) {
    return words.state() + " " + words.queueJobState() + " " + words.canRun();
  }

  /** What was told, with the seconds since the start. */
  private static List<String> told(World world) {
    return mcad(world).conditions().stream()
        .map(c ->
            "%d %s %s %s"
                .formatted((c.since() - World.START) / 1_000, c.type(), c.reason(), c.message())
                .strip())
        .toList();
  }

  @Test
  void gangThatRunsToItsEndIsToldInMcadsWords() {
    var world = gang().object("Job", 2).mcad(0, false, "complete").world();
    world.full = true;
    world.settle();
    assertThat(words(world)).isEqualTo("Pending Queueing false");

    world.full = false;
    world.podsOfAttempt = attempt -> tally(2, 0, 0, 0);
    world.pass(10_000);
    assertThat(words(world)).isEqualTo("Running Dispatched true");
    world.pods(1, 1, 0, 0);
    assertThat(words(world)).isEqualTo("Running Running true");
    assertThat(mcad(world).pods()).isEqualTo(new McadStatus.Pods(1, 1, 0, 0));

    world.component(0, DONE).pods(0, 1, 1, 0);
    assertThat(words(world)).isEqualTo("RunningHoldCompletion RunningHoldCompletion true");
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    world.pods(0, 0, 2, 0);
    assertThat(world.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(words(world)).isEqualTo("Completed Completed false");
    assertThat(told(world))
        .containsExactly(
            "0 Init",
            "0 Queueing AwaitingHeadOfLine",
            "0 Dispatched AppWrapperRunnable",
            "10 Running PodsRunning",
            "10 RunningHoldCompletion SomeItemsCompleted",
            "10 Completed PodsCompleted");
    assertThat(mcad(world).firstDispatched()).isEqualTo(World.START);
  }

  @Test
  void verdictsOfAWaitingGangAreItsBackoff() {
    var world = gang().object("Job", 1).mcad(0, false).world();
    world.full = true;
    world.settle();
    var shortage = new Verdict.Shortage("0.main", 2, 1, "nvidia.com/gpu", List.of());
    var status = world.gang.status().withVerdict(new Verdict.NodesInUse(shortage), world.now);
    var told = status.forMcad().orElseThrow();
    assertThat(words(told.words())).isEqualTo("Pending Backoff false");
    assertThat(told.message()).isEqualTo("Insufficient resources to dispatch AppWrapper.");
    var behind = status.withVerdict(new Verdict.BehindHead(world.gang.id()), world.now);
    assertThat(words(behind.forMcad().orElseThrow().words())).isEqualTo("Pending Queueing false");
  }

  @Test
  void gangWithoutACompletionStaysRunningWhateverBecomesOfItsPods() {
    var world = World.running(gang().object("Deployment", 2).mcad(0, false), 2);
    world.pods(0, 0, 2, 0).pass(1_000_000);
    world.pods(0, 0, 0, 2).pass(1_000_000);
    world.component(0, World.MISSING).pass(1_000_000);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.gang.status().resets()).isZero();
  }

  @Test
  void secondEditionIsCompleteWhenAllPodsSucceededUnlessItWatchesNone() {
    var world = World.running(gang().object("Job", 2).mcad(0, true), 2);
    world.pods(0, 0, 2, 0);
    assertThat(words(world)).isEqualTo("Completed Completed false");
    var unwatched = World.running(gang().object("Job", 2).mcad(-1, true), 2);
    unwatched.pods(0, 0, 2, 0).pass(1_000_000);
    unwatched.pods(0, 0, 0, 2).pass(1_000_000);
    assertThat(unwatched.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void tooFewPodsAreQueuedAgainAsOftenAsAllowedAndThenDeleted() {
    var world =
        gang()
            .object("Job", 2)
            .mcad(2, false)
            .tolerating(t -> {
              t.warmup = 1_000;
              t.admission = 1_000;
              t.retries = 3;
            })
            .world();
    world.podsOfAttempt = attempt -> tally(1, 1, 0, 0);

    world.pass(60_000);

    assertThat(world.phases())
        .containsExactly(
            Phase.SUSPENDED,
            Phase.RESUMING,
            Phase.RUNNING,
            Phase.SUSPENDING,
            Phase.SUSPENDED,
            Phase.RESUMING,
            Phase.RUNNING,
            Phase.SUSPENDING,
            Phase.SUSPENDED,
            Phase.RESUMING,
            Phase.RUNNING,
            Phase.SUSPENDING,
            Phase.SUSPENDED,
            Phase.RESUMING,
            Phase.RUNNING,
            Phase.FAILED);
    assertThat(world.gang.status().resets()).isEqualTo(3);
    assertThat(words(world)).isEqualTo("Deleted Deleted false");
    assertThat(world.gang.observed().components().getFirst().state()).isEqualTo(State.ABSENT);
    assertThat(told(world))
        .contains(
            "1 PreemptCandidate MinPodsNotRunning Insufficient number of Running and Completed"
                + " pods, minimum=2, running=1, completed=0.",
            "1 Backoff PreemptionTriggered");
  }

  @Test
  void theTimeOfAShortageBeginsWhenPodsAreLost() {
    var world =
        World.running(gang().object("Job", 2).mcad(2, false).tolerating(t -> t.warmup = 5_000), 2);
    world.pass(100_000);
    world.pods(1, 1, 0, 0).pass(4_999);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    world.pass(1);
    assertThat(world.gang.status().resets()).isEqualTo(1);
  }

  @Test
  void withoutAMinimumOnlyPodsThatNobodyPlacesAreQueuedAgain() {
    var world = gang().object("Job", 2).mcad(0, false).tolerating(t -> t.warmup = 5_000).world();
    world.podsOfAttempt = attempt -> tally(2, 0, 0, 0);
    world.pass(1_000_000);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);

    var seen = world.gang.observed();
    world.observe(new Observed(seen.components(), tally(2, 0, 0, 0).withUnplaced(1), true));
    world.pass(4_999);
    assertThat(world.gang.status().resets()).isZero();
    world.pass(1);
    assertThat(world.gang.status().resets()).isEqualTo(1);
    assertThat(told(world))
        .contains(
            "1005 PreemptCandidate PodsFailedScheduling Pods failed scheduling failed=1, running=0.");
  }

  @Test
  void limitOfADispatchCountsFromTheFirst() {
    var world =
        gang()
            .object("Job", 2)
            .mcad(2, false)
            .tolerating(t -> {
              t.warmup = 4_000;
              t.admission = 4_000;
              t.runTime = 10_000;
              t.retries = 9;
            })
            .world();
    world.podsOfAttempt = attempt -> tally(1, 1, 0, 0);
    world.pass(9_999);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.gang.status().resets()).isEqualTo(2);
    world.pass(1);
    assertThat(world.phase()).isEqualTo(Phase.FAILED);
    assertThat(words(world)).isEqualTo("Failed Failed false");
    assertThat(told(world))
        .contains(
            "10 PreemptCandidate DispatchDeadlineExceeded Dispatch deadline exceeded. allowed to"
                + " run for 10 seconds");
  }

  @Test
  void anObjectThatCannotBeCreatedFailsTheGang() {
    var world = gang().object("Pod", 1).object("Widget", 0).mcad(0, false).world();
    world.creations =
        List.of(Component.PRESENT, new Component(State.REFUSED, "no kind Widget", false, false));
    world.settle();
    assertThat(world.phase()).isEqualTo(Phase.FAILED);
    assertThat(words(world)).isEqualTo("Failed Failed false");
    assertThat(mcad(world).message()).isEqualTo("team-a/tune creation failure: no kind Widget");
  }

  @Test
  void gangThatIsDeletedIsDeleted() {
    var world = World.running(gang().object("Job", 1).mcad(0, false), 1);
    world.wish(Wish.DELETE);
    assertThat(words(world)).isEqualTo("Deleted Deleted false");
  }

  @Test
  void nothingIsWrittenWhileNothingChanges() {
    var world = World.running(gang().object("Job", 2).mcad(1, false, "complete"), 2);
    int written = world.written.size();
    world.pass(10_000_000);
    world.component(0, DONE);
    int complete = world.written.size();
    assertThat(complete).isEqualTo(written + 1);
    world.pass(10_000_000);
    assertThat(world.written).hasSize(complete);
  }

  @Test
  void objectsThatAreDoneBeforeTheirFirstPodIsThereWaitForIt() {
    var world = gang().object("Deployment", 1).mcad(0, false, "progressing").world();
    world.creations = List.of(DONE);
    world.settle();
    assertThat(words(world)).isEqualTo("RunningHoldCompletion RunningHoldCompletion true");
    world.pods(1, 0, 0, 0).pods(0, 1, 0, 0);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    world.pods(0, 0, 0, 0); // scaled to none
    assertThat(words(world)).isEqualTo("Completed Completed false");
  }

  @Test
  void podsOfWhatIsDoneThatNobodyEverSawAreWaitedForLikeOthers() {
    var world =
        gang()
            .object("Job", 1)
            .mcad(0, false, "complete")
            .tolerating(t -> t.warmup = 5_000)
            .world();
    world.creations = List.of(DONE);
    world.pass(4_999);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    world.pass(1);
    assertThat(words(world)).isEqualTo("Completed Completed false");
  }

  @Test
  void whatWasDoneOnceStaysSoThoughItIsGone() {
    var world =
        World.running(gang().object("Job", 1).object("Job", 1).mcad(0, false, "complete", "x"), 2);
    world.component(0, DONE).pods(0, 1, 1, 0);
    world.component(0, World.MISSING).pods(0, 1, 0, 0);
    assertThat(words(world)).isEqualTo("Running Running true");
    world.component(1, DONE).pods(0, 0, 1, 0);
    assertThat(words(world)).isEqualTo("Completed Completed false");
  }

  @Test
  void whatWasDoneInAnEarlierAttemptCountsNoMore() {
    var world =
        World.running(
            gang()
                .object("Job", 2)
                .object("Job", 1)
                .mcad(2, false, "complete", "complete")
                .tolerating(t -> t.warmup = 5_000),
            3);
    world.component(0, DONE).pods(0, 1, 0, 0).pass(5_000);
    assertThat(world.gang.status().resets()).isEqualTo(1);
    world.component(1, DONE);
    assertThat(words(world)).isEqualTo("Running Running true");
  }

  @Test
  void limitHoldsForWhatIsCompleteAndHasPods() {
    var world =
        World.running(
            gang()
                .object("Deployment", 1)
                .mcad(0, false, "available")
                .tolerating(t -> t.runTime = 10_000),
            1);
    world.component(0, DONE).pass(9_999);
    assertThat(words(world)).startsWith("RunningHoldCompletion");
    world.pass(1);
    assertThat(words(world)).isEqualTo("Failed Failed false");
  }

  @Test
  void aServiceAloneIsNeverComplete() {
    for (boolean second : new boolean[] {false, true}) {
      var world = gang().object("Service", 0).mcad(-1, second).world();
      world.pass(1_000_000);
      assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    }
  }

  @Test
  void podsThatNobodyPlacesEndItWhenItMayNotBeQueuedAgain() {
    var world =
        gang()
            .object("Job", 1)
            .mcad(0, false)
            .tolerating(t -> {
              t.warmup = 5_000;
              t.retries = 0;
            })
            .world();
    world.podsOfAttempt = attempt -> tally(1, 0, 0, 0).withUnplaced(1);
    world.pass(5_000);
    assertThat(words(world)).isEqualTo("Deleted Deleted false");
    assertThat(told(world))
        .contains(
            "5 PreemptCandidate PodsFailedScheduling Pods failed scheduling failed=1, running=0.");
  }

  @Test
  void gangOfWhichNobodyToldAnythingIsToldFromItsPhaseOn() {
    var world = World.running(gang().object("Job", 1).mcad(1, false), 1);
    var status = world.gang.status();
    var untold =
        new GangStatus(
            Phase.SUSPENDING,
            status.resets(),
            status.conditions(),
            status.components(),
            status.admission(),
            status.verdict());
    world.gang = world.gang.withStatus(untold);
    world.podsResist = true;
    world.objectsResist = true;
    world.full = true;
    world.settle();
    assertThat(words(world)).isEqualTo("Pending Backoff false");
  }

  @Test
  void messageIsWhatWasSaidLastNotAnEventWithoutWords() {
    var told =
        McadStatus.first(McadStatus.Asked.NOTHING, 0)
            .with("Backoff", "Refused.", "no room", 5)
            .with("HeadOfLine", "FrontOfQueue.", "", 5);
    assertThat(told.message()).isEqualTo("no room");
    assertThat(told.with("Running", "PodsRunning", "", 6).message()).isEmpty();
  }
}
