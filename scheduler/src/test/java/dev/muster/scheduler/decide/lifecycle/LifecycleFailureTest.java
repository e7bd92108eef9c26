package dev.muster.scheduler.decide.lifecycle;

import static dev.muster.scheduler.decide.lifecycle.GangBuilder.gang;
import static dev.muster.scheduler.decide.lifecycle.World.tally;
import static dev.muster.scheduler.model.Condition.DELETING_RESOURCES;
import static dev.muster.scheduler.model.Condition.PODS_READY;
import static dev.muster.scheduler.model.Condition.QUOTA_RESERVED;
import static dev.muster.scheduler.model.Condition.RESOURCES_DEPLOYED;
import static dev.muster.scheduler.model.Condition.UNHEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people see of a gang that fails, told as stories. */
class LifecycleFailureTest {
  private static final String BOTH_TRUE = "True Resuming: Suspend is false";

  @Test
  void invalidSecondObjectFailsTheGangAndTheFirstIsDeletedThen() {
    var world = gang().object("Pod", 1).object("Widget", 0).world();
    var refused = new Component(State.REFUSED, "no kind Widget", false, false);
    world.creations = List.of(Component.PRESENT, refused);
    world.objectsResist = true;

    world.settle();

    assertThat(world.phases()).containsExactly(Phase.SUSPENDED, Phase.RESUMING, Phase.FAILED);
    assertThat(world.condition(UNHEALTHY))
        .isEqualTo("True CreateFailed: error creating components: no kind Widget");
    assertThat(world.condition(RESOURCES_DEPLOYED)).isEqualTo(BOTH_TRUE);
    assertThat(world.component(0)).isEqualTo("True ComponentCreatedSuccessfully");
    assertThat(world.component(1)).isEqualTo("False ComponentCreationErrored: no kind Widget");
    assertThat(world.gang.observed().components().getFirst().state()).isEqualTo(State.TERMINATING);

    world.component(0, Component.ABSENT);

    assertThat(world.condition(RESOURCES_DEPLOYED))
        .isEqualTo("False Failed: Resources deleted for failed AppWrapper");
    assertThat(world.component(0)).isEqualTo("False CompononetDeleted");
    assertThat(world.component(1)).isEqualTo("False ComponentCreationErrored: no kind Widget");
    assertThat(world.gang.status().resets()).isZero();
  }

  @Test
  void failingJobIsResetAsOftenAsAllowedThenFailed() {
    var world =
        gang()
            .object("Job", 1)
            .tolerating(t -> {
              t.failure = 0;
              t.retries = 2;
              t.pause = 5_000;
            })
            .world();
    world.podsOfAttempt = attempt -> tally(0, 0, 0, 1);

    world.pass(60_000);

    assertThat(world.phases())
        .containsExactly(
            Phase.SUSPENDED,
            Phase.RESUMING,
            Phase.RUNNING,
            Phase.RESETTING,
            Phase.RESUMING,
            Phase.RUNNING,
            Phase.RESETTING,
            Phase.RESUMING,
            Phase.RUNNING,
            Phase.FAILED);
    assertThat(world.gang.status().resets()).isEqualTo(2);
    assertThat(world.gang.status().latestAdmission().orElseThrow().epoch()).isEqualTo(3);
  }

  @Test
  void podsThatNeverStartAreResetAfterTheWarmupGrace() {
    var world =
        gang()
            .object("Pod", 1)
            .tolerating(t -> {
              t.warmup = 10_000;
              t.retries = 1;
            })
            .world();
    world.podsOfAttempt = attempt -> tally(1, 0, 0, 0);

    world.pass(9_999);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    world.pass(1);
    assertThat(world.phase()).isEqualTo(Phase.RESETTING);
    world.pass(200_000);

    assertThat(world.phases().subList(2, world.phases().size()))
        .containsExactly(
            Phase.RUNNING, Phase.RESETTING, Phase.RESUMING, Phase.RUNNING, Phase.FAILED);
    assertThat(world.gang.status().resets()).isEqualTo(1);
    assertThat(world.condition(UNHEALTHY))
        .isEqualTo("True InsufficientPodsReady: 1 pods pending; 0 pods running; 0 pods succeeded");
  }

  @Test
  void podsThatDoNotEvenExistAreWaitedForAsLongAsTheAdmissionGrace() {
    var world = gang().object("Job", 2).tolerating(t -> t.admission = 20_000).world();
    world.podsOfAttempt = attempt -> tally(1, 0, 0, 0);

    assertThat(world.pass(19_999).phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.pass(1).phase()).isEqualTo(Phase.RESETTING);
    assertThat(world.gang.status().resets()).isEqualTo(1);
  }

  @Test
  void podsThatDoNotExistAreWaitedForWhileThoseOfOthersAreBeingMade() {
    var world = lackingAPod(World.START + 19_000);

    assertThat(world.pass(48_999).phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.pass(1).phase()).isEqualTo(Phase.RESETTING);
  }

  @Test
  void podsThatDoNotExistAreNotWaitedForBeyondTheWarmUpGrace() {
    var world = lackingAPod(World.START + 1_000_000);

    assertThat(world.pass(59_999).phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.pass(1).phase()).isEqualTo(Phase.RESETTING);
  }

  /** Waits 20 s for its second pod, and 60 s if all existed. */
  private static World lackingAPod(long podMadeAt) {
    var world =
        gang()
            .object("Job", 2)
            .tolerating(t -> {
              t.admission = 20_000;
              t.warmup = 60_000;
            })
            .world();
    world.podsOfAttempt = attempt -> tally(1, 0, 0, 0);
    world.podMadeAt = podMadeAt;
    return world;
  }

  @Test
  void objectDeletedFromOutsideFailsTheGangWithoutARetry() {
    var world = World.running(gang().object("Pod", 1).object("Pod", 1), 2);

    world.component(1, World.MISSING);

    assertThat(world.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.gang.status().resets()).isZero();
    assertThat(world.condition(UNHEALTHY))
        .isEqualTo("True MissingComponent: Only found 1 deployed components, but was expecting 2");
  }

  @Test
  void objectThatTheWatchDoesNotShowYetIsNotMissing() {
    var world = World.running(gang().object("Pod", 1).object("Pod", 1), 2);

    world.component(1, Component.ABSENT).pass(3_600_000);

    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.condition(UNHEALTHY)).isEqualTo("False Resuming: Suspend is false");
  }

  @Test
  void terminalExitCodeFailsTheGangAndAnyOtherResetsIt() {
    assertThat(afterExit(List.of(3), List.of(), 3)).isEqualTo(Phase.FAILED);
    assertThat(afterExit(List.of(3), List.of(), 4)).isEqualTo(Phase.RESETTING);
    assertThat(afterExit(List.of(3), List.of(), 4, 3)).isEqualTo(Phase.FAILED);
    assertThat(afterExit(List.of(), List.of(), 137)).isEqualTo(Phase.RESETTING);
  }

  @Test
  void exitCodeOutsideTheRetryableOnesFailsTheGang() {
    assertThat(afterExit(List.of(), List.of(10, 20), 7)).isEqualTo(Phase.FAILED);
    assertThat(afterExit(List.of(), List.of(10, 20), 10)).isEqualTo(Phase.RESETTING);
    assertThat(afterExit(List.of(), List.of(10, 20))).isEqualTo(Phase.RESETTING);
  }

  private static Phase afterExit(
      List<Integer> terminal, List<Integer> retryable, Integer... codes) {
    var builder =
        gang()
            .object("Pod", 1)
            .tolerating(t -> {
              t.failure = 0;
              t.terminal = terminal;
              t.retryable = retryable;
            });
    return World.running(builder, 1).pods(0, 0, 0, 1, codes).phase();
  }

  @Test
  void failedPodThatIsReplacedWithinTheGraceCostsNoRetry() {
    var world = World.running(gang().object("Job", 2), 2).pass(7_200_000).pods(0, 1, 0, 1);
    assertThat(world.condition(UNHEALTHY)).isEqualTo("True FoundFailedPods");

    world.pass(59_999).pods(1, 1, 0, 0);

    assertThat(world.condition(UNHEALTHY)).isEqualTo("False FoundNoFailedPods");
    assertThat(world.condition(PODS_READY))
        .isEqualTo("False InsufficientPodsReady: 1 pods pending; 1 pods running; 0 pods succeeded");
    assertThat(world.pass(10_000).phase()).isEqualTo(Phase.RUNNING);
    world.pods(0, 2, 0, 0);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.gang.status().resets()).isZero();
  }

  @Test
  void podThatStaysFailedIsToleratedForTheFailureGraceOnly() {
    var world = World.running(gang().object("Job", 2), 2).pods(0, 1, 0, 1);

    assertThat(world.pass(59_999).phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.pass(1).phase()).isEqualTo(Phase.RESETTING);
  }

  @Test
  void everyAttemptHasItsOwnFailureGraceAndRetryPause() {
    var world = gang().object("Job", 1).tolerating(t -> t.pause = 70_000).world();
    world.podsOfAttempt = attempt -> tally(0, 0, 0, 1);

    world.pass(60_000); // the failure grace
    assertThat(world.phase()).isEqualTo(Phase.RESETTING);
    assertThat(world.pass(9_999).phase()).isEqualTo(Phase.RESETTING);
    assertThat(world.pass(1).phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.pass(59_999).phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.pass(1).phase()).isEqualTo(Phase.RESETTING);
  }

  @Test
  void failedObjectResetsTheGangWithoutGrace() {
    var world = World.running(gang().object("Job", 1), 1);

    world.component(0, new Component(State.PRESENT, "", false, true));

    assertThat(world.phase()).isEqualTo(Phase.RESETTING);
    assertThat(world.condition(UNHEALTHY))
        .isEqualTo("True FailedComponent: Found 1 failed components");
    assertThat(world.condition(PODS_READY)).isEqualTo("False Resetting");
  }

  @Test
  void retryKeepsThePlaceAndSaysSo() {
    var world = World.running(gang().object("Job", 1).tolerating(t -> t.failure = 0), 1);
    var first = world.gang.status().latestAdmission().orElseThrow();

    world.pods(0, 0, 0, 1).pass(90_000);

    assertThat(world.gang.status().latestAdmission()).contains(first.withEpoch(2));
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo(BOTH_TRUE);
    assertThat(world.condition(RESOURCES_DEPLOYED))
        .isEqualTo("True Resuming: Reset complete; resuming");
    var deployed = world.gang.status().condition(RESOURCES_DEPLOYED).orElseThrow();
    assertThat(deployed.since()).isEqualTo(World.START + 90_000);
    assertThat(world.condition(UNHEALTHY)).isEqualTo("False Resuming: Reset complete; resuming");
    assertThat(world.condition(DELETING_RESOURCES)).isEqualTo("False DeletionComplete");
  }

  @Test
  void creationThatMaySucceedLaterIsTriedEverySecondAndResetAfterTheAdmissionGrace() {
    var world = gang().object("Pod", 1).object("Pod", 1).world();
    var error = new Component(State.ERROR, "quota webhook is down", false, false);
    world.creations = List.of(Component.PRESENT, error);

    world.pass(59_999);
    assertThat(world.phase()).isEqualTo(Phase.RESUMING);
    assertThat(world.written).hasSize(2);
    assertThat(world.condition(UNHEALTHY)).startsWith("False");

    world.pass(1);
    assertThat(world.phase()).isEqualTo(Phase.RESETTING);
    assertThat(world.component(1)) // it may exist: another process must look for it
        .isEqualTo("Unknown ComponentCreationErrored: quota webhook is down");
    assertThat(world.gang.status().resets()).isEqualTo(1);
    assertThat(world.events())
        .contains(
            "Normal Unhealthy: CreateFailed: error creating components: quota webhook is down");

    world.creations = List.of(Component.PRESENT, Component.PRESENT);
    assertThat(world.pass(90_000).phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void gangThatRunsLongerThanItsLimitFailsWithoutARetry() {
    var world = World.running(gang().object("Job", 1).tolerating(t -> t.runTime = 600_000), 1);

    assertThat(world.pass(599_999).phase()).isEqualTo(Phase.RUNNING);
    world.pass(1);

    assertThat(world.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.condition(UNHEALTHY))
        .isEqualTo("True RuntimeLimitExceeded: ran for 10m0s, limit 10m0s");
    assertThat(world.gang.status().resets()).isZero();
  }
}
