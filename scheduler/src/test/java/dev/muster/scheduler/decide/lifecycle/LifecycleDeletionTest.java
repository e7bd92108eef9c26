package dev.muster.scheduler.decide.lifecycle;

import static dev.muster.scheduler.decide.lifecycle.GangBuilder.gang;
import static dev.muster.scheduler.model.Condition.DELETING_RESOURCES;
import static dev.muster.scheduler.model.Condition.PODS_READY;
import static dev.muster.scheduler.model.Condition.QUOTA_RESERVED;
import static dev.muster.scheduler.model.Condition.RESOURCES_DEPLOYED;
import static dev.muster.scheduler.model.Condition.UNHEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Action.Force;
import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people see of a gang that is taken down, told as stories. */
class LifecycleDeletionTest {
  private static final String BOTH_TRUE = "True Resuming: Suspend is false";

  @Test
  void runningGangThatIsSuspendedKeepsItsQuotaUntilItsPodsAreGone() {
    var world = World.running(gang().object("Job", 2), 2);
    world.podsResist = true;

    world.wish(Wish.HOLD);

    assertThat(world.phase()).isEqualTo(Phase.SUSPENDING);
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo(BOTH_TRUE);
    assertThat(world.condition(RESOURCES_DEPLOYED)).isEqualTo(BOTH_TRUE);
    assertThat(world.condition(DELETING_RESOURCES)).isEqualTo("True DeletionInitiated");
    assertThat(world.events())
        .contains("Normal Suspending: Externally suspended while in the Running phase");

    world.pods(0, 0, 0, 0);

    assertThat(world.phase()).isEqualTo(Phase.SUSPENDED);
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo("False Suspended: Suspend is true");
    assertThat(world.condition(RESOURCES_DEPLOYED)).isEqualTo("False Suspended: Suspend is true");
    assertThat(world.condition(PODS_READY)).isEqualTo("False Suspended");
    assertThat(world.condition(DELETING_RESOURCES)).isEqualTo("False DeletionComplete");
  }

  @Test
  void gangWhoseSubmitterMayNotCreateItsObjectsIsTakenBackAndOneThatRunsIsNot() {
    var world = gang().object("Job", 2).object("Pod", 1).world();
    world.creations = List.of(Component.PRESENT, Component.ABSENT);
    world.settle();
    assertThat(world.phase()).isEqualTo(Phase.RESUMING);

    world.full = true;
    world.denied("ada may not");

    assertThat(world.phases())
        .containsExactly(Phase.SUSPENDED, Phase.RESUMING, Phase.SUSPENDING, Phase.SUSPENDED);
    assertThat(world.gang.status().resets()).isZero();
    assertThat(world.events()).contains("Warning Forbidden: Taken back: ada may not");
    assertThat(world.condition(QUOTA_RESERVED))
        .isEqualTo("False Suspended: Taken down to be queued again");

    var running = World.running(gang().object("Job", 2), 2).denied("ada may not");
    assertThat(running.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void suspendThatFlipsBackDoesNotStopTheGangOnItsWayDown() {
    var world = World.running(gang().object("Job", 2), 2);
    world.podsResist = true;
    world.wish(Wish.HOLD).wish(Wish.RUN).pass(60_000);
    assertThat(world.phase()).isEqualTo(Phase.SUSPENDING);

    world.pods(0, 0, 0, 0);

    assertThat(world.phases())
        .containsExactly(
            Phase.SUSPENDED,
            Phase.RESUMING,
            Phase.RUNNING,
            Phase.SUSPENDING,
            Phase.SUSPENDED,
            Phase.RESUMING,
            Phase.RUNNING);
    assertThat(world.gang.status().latestAdmission().orElseThrow().epoch()).isEqualTo(2);
    assertThat(world.events()).contains("Normal Requeued: Taken down to be queued again");
  }

  @Test
  void gangWithoutRetriesWhosePodFailsIsFailedAndHoldsItsQuotaUntilItsPodsAreGone() {
    var builder =
        gang()
            .object("Pod", 1)
            .tolerating(t -> {
              t.retries = 0;
              t.failure = 0;
            });
    var world = World.running(builder, 1);
    world.podsResist = true;

    world.pods(0, 0, 0, 1);

    assertThat(world.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo(BOTH_TRUE);
    assertThat(world.condition(RESOURCES_DEPLOYED)).isEqualTo(BOTH_TRUE);
    assertThat(world.condition(UNHEALTHY)).isEqualTo("True FoundFailedPods");
    assertThat(world.events())
        .contains(
            "Normal Unhealthy: FoundFailedPods: 1 failed pods",
            "Warning Failed: FoundFailedPods: 1 failed pods");

    world.pods(0, 0, 0, 0);

    assertThat(world.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo("False Failed: No resources deployed");
    assertThat(world.condition(RESOURCES_DEPLOYED))
        .isEqualTo("False Failed: Resources deleted for failed AppWrapper");
  }

  @Test
  void failedGangIsKeptForLookingAtItWithItsQuota() {
    var world = World.running(keptWhenFailed(), 1).pods(0, 0, 0, 1);

    assertThat(world.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.condition(DELETING_RESOURCES))
        .isEqualTo(
            "False DeletionPaused: workload.codeflare.dev.appwrapper/"
                + "deletionOnFailureGracePeriodDuration has value 1h0m0s");
    world.pass(3_599_999);
    assertThat(world.deletions).isEmpty();
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo(BOTH_TRUE);

    world.pass(1);
    assertThat(world.deletions).isNotEmpty();
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo("False Failed: No resources deployed");
    assertThat(world.condition(DELETING_RESOURCES)).isEqualTo("False DeletionComplete");
  }

  @Test
  void failedGangThatIsKeptIsDeletedAtOnceWhenSuspended() {
    var world = World.running(keptWhenFailed(), 1).pods(0, 0, 0, 1).pass(60_000);
    assertThat(world.deletions).isEmpty();

    world.wish(Wish.HOLD);

    assertThat(world.deletions).isNotEmpty();
    assertThat(world.phase()).isEqualTo(Phase.FAILED);
    assertThat(world.condition(RESOURCES_DEPLOYED))
        .isEqualTo("False Failed: Kueue forced resource deletion by suspending AppWrapper");
  }

  @Test
  void timeForWhichAFailedGangIsKeptStartsAtItsFailureEvenAfterAnEarlierDeletion() {
    var world = World.running(keptWhenFailed(), 1).pass(60_000);
    world.wish(Wish.HOLD).wish(Wish.RUN);
    assertThat(world.condition(DELETING_RESOURCES)).isEqualTo("False DeletionComplete");

    world.pass(1_800_000).pods(0, 0, 0, 1).pass(3_599_999);

    assertThat(world.deletions).containsExactly(Force.GENTLE);
    world.pass(1);
    assertThat(world.deletions).hasSize(2);
  }

  private static GangBuilder keptWhenFailed() {
    return gang()
        .object("Pod", 1)
        .tolerating(t -> {
          t.failure = 0;
          t.retries = 0;
          t.keepFailed = 3_600_000;
        });
  }

  @Test
  void podsThatIgnoreTheirDeletionAreDeletedWithForceAfterTheGrace() {
    var world = World.running(gang().object("Job", 1).tolerating(t -> t.force = 12_000), 1);
    world.podsResist = true;

    world.wish(Wish.HOLD).pass(11_999);
    assertThat(world.deletions).isNotEmpty().containsOnly(Force.GENTLE);
    assertThat(world.phase()).isEqualTo(Phase.SUSPENDING);

    world.pass(3_000);
    assertThat(world.deletionTimes).containsExactly(0L, 5_000L, 10_000L, 11_999L, 12_000L);
    assertThat(world.deletions.getLast()).isEqualTo(Force.FORCED);
    assertThat(world.phase()).isEqualTo(Phase.SUSPENDED);
  }

  @Test
  void deletionIsAskedForAgainEveryFiveSecondsUntilNothingIsLeft() {
    var world = World.running(gang().object("Job", 1), 1);
    world.deletionsLost = true;

    world.wish(Wish.HOLD).pass(20_000);

    assertThat(world.deletionTimes).containsExactly(0L, 5_000L, 10_000L, 15_000L, 20_000L);
    assertThat(world.written).hasSize(4);
  }

  @Test
  void deletedGangTerminatesUntilItsPodsAreGoneAndLosesItsFinalizerLast() {
    var world = World.running(gang().object("Job", 2), 2);
    world.podsResist = true;

    world.wish(Wish.DELETE).pass(60_000);
    assertThat(world.phase()).isEqualTo(Phase.TERMINATING);
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo(BOTH_TRUE);
    assertThat(world.gang.observed().finalizer()).isTrue();

    world.pods(0, 0, 0, 0);
    assertThat(world.condition(QUOTA_RESERVED))
        .isEqualTo("False Terminating: No resources deployed");
    assertThat(world.condition(RESOURCES_DEPLOYED))
        .isEqualTo("False Terminating: Resources successfully deleted");
    assertThat(world.gang.observed().finalizer()).isFalse();
    assertThat(world.written).hasSize(5);
  }
}
