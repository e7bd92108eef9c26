package dev.muster.scheduler.decide.lifecycle;

import static dev.muster.scheduler.decide.lifecycle.GangBuilder.gang;
import static dev.muster.scheduler.decide.lifecycle.World.tally;
import static dev.muster.scheduler.model.Condition.PODS_READY;
import static dev.muster.scheduler.model.Condition.QUOTA_RESERVED;
import static dev.muster.scheduler.model.Condition.RESOURCES_DEPLOYED;
import static dev.muster.scheduler.model.Condition.UNHEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import org.junit.jupiter.api.Test;

/** What people see of a gang's life when all goes well, told as stories. */
class LifecycleTest {
  private static final String BOTH_TRUE = "True Resuming: Suspend is false";

  @Test
  void gangWithRoomGoesThroughSuspendedResumingRunningAndNeverLacksAPhase() {
    var world = gang().object("Pod", 1).object("Pod", 1).world();
    world.podsOfAttempt = attempt -> tally(2, 0, 0, 0);

    world.settle();

    assertThat(world.phases()).containsExactly(Phase.SUSPENDED, Phase.RESUMING, Phase.RUNNING);
    assertThat(world.written).allSatisfy(s -> assertThat(s.phase().word()).isNotEmpty());
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo(BOTH_TRUE);
    assertThat(world.condition(RESOURCES_DEPLOYED)).isEqualTo(BOTH_TRUE);
    assertThat(world.condition(PODS_READY)).isEqualTo("False Resuming: Suspend is false");
    assertThat(world.condition(UNHEALTHY)).isEqualTo("False Resuming: Suspend is false");
    assertThat(world.component(0)).isEqualTo("True ComponentCreatedSuccessfully");

    world.pods(0, 2, 0, 0);

    assertThat(world.condition(PODS_READY))
        .isEqualTo("True SufficientPodsReady: 2 pods running; 0 pods succeeded");
  }

  @Test
  void firstStatusListsTheObjectsAsDeclared() {
    var world = gang().object("Job", 2).world();
    world.full = true;

    world.settle();

    assertThat(world.written).hasSize(1);
    assertThat(world.gang.status().phase()).isEqualTo(Phase.SUSPENDED);
    assertThat(world.gang.status().components()).isEqualTo(world.gang.spec().objects());
    assertThat(world.gang.status().conditions()).isEmpty();
  }

  @Test
  void gangOfWhichOneOfTwoPodsSucceededStaysRunning() {
    var world = World.running(gang().object("Pod", 1).object("Pod", 1), 2).pods(0, 1, 1, 0);

    assertThat(world.pass(3_600_000).phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo(BOTH_TRUE);
    assertThat(world.condition(RESOURCES_DEPLOYED)).isEqualTo(BOTH_TRUE);
  }

  @Test
  void gangWhosePodsAllSucceededGivesItsQuotaBackAndKeepsItsObjectsForTheirTimeToLive() {
    var world =
        World.running(gang().object("Job", 2).tolerating(t -> t.successTtl = 5_400_000), 2)
            .pass(1_800_000)
            .pods(0, 0, 2, 0);

    var succeeded = "Succeeded: 2 pods succeeded and no running, pending, or failed pods";
    assertThat(world.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(world.condition(QUOTA_RESERVED)).isEqualTo("False " + succeeded);
    assertThat(world.condition(RESOURCES_DEPLOYED)).isEqualTo("True " + succeeded);

    world.pass(5_399_999);
    assertThat(world.deletions).isEmpty();

    world.pass(1);
    assertThat(world.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(world.deletions).isNotEmpty();
    assertThat(world.condition(RESOURCES_DEPLOYED))
        .isEqualTo("False Succeeded: Time to live after success of 1h30m0s expired");
    assertThat(world.component(0)).isEqualTo("False CompononetDeleted");
  }

  @Test
  void gangManagedByAnotherIsNeverWritten() {
    var world = gang().object("Job", 1).world();

    world.wish(Wish.LEAVE_ALONE).pass(3_600_000);

    assertThat(world.written).isEmpty();
    assertThat(Lifecycle.step(world.gang, world.now, 0).wakeAt(world.now)).isEmpty();
  }

  @Test
  void rayJobThatIsDoneSucceedsThoughItsPodsAreGone() {
    var builder = gang().object("RayJob", "template.spec.rayClusterSpec.headGroupSpec.template", 1);
    builder.podSet(0, "", 1);
    var world = World.running(builder, 1);

    assertThat(world.condition(PODS_READY)).startsWith("True SufficientPodsReady");

    world.component(0, new Component(State.PRESENT, "", true, false));
    assertThat(world.phase()).as("its cluster still runs").isEqualTo(Phase.RUNNING);

    world.pods(0, 0, 0, 0);
    assertThat(world.phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void rayJobIsNotWaitedForToHaveItsSubmitterBeforeItsClusterIsReady() {
    var builder = gang().object("RayJob", "template.spec.rayClusterSpec.headGroupSpec.template", 1);
    builder.podSet(0, "template.spec.submitterPodTemplate", 1);
    var world = World.running(builder, 1);

    world.pass(3_600_000);

    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.condition(PODS_READY)).startsWith("True SufficientPodsReady");
  }

  @Test
  void rayCronJobIsNotWaitedForToRunAndIsNeverDone() {
    var path = "template.spec.jobTemplate.rayClusterSpec.headGroupSpec.template";
    var world = World.running(gang().object("RayCronJob", path, 1), 0);

    world.pass(3_600_000);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.condition(PODS_READY)).startsWith("True SufficientPodsReady");

    world.pods(0, 0, 2, 0);
    assertThat(world.phase()).as("runs were done").isEqualTo(Phase.RUNNING);
  }

  /** So they carry no label by which anybody could tell that they are done. */
  @Test
  void gangWithPodsOfAKindThatNobodyKnowsIsNeverDone() {
    var world = World.running(gang().object("Job", 3).object("Fleet", "", 2), 3);
    assertThat(world.condition(PODS_READY)).startsWith("True SufficientPodsReady");

    world.pods(0, 0, 5, 0);
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void readyGangIsNotWrittenForEveryPodThatEnds() {
    var world = World.running(gang().object("Job", 3), 3);
    int before = world.written.size();

    world.pods(0, 2, 1, 0).pods(0, 1, 2, 0);

    assertThat(world.written).hasSize(before);
  }

  @Test
  void heldGangIsNeitherStartedNorWrittenAgain() {
    var world = gang().object("Job", 1).world();

    world.wish(Wish.HOLD).pass(3_600_000);

    assertThat(world.phases()).containsExactly(Phase.SUSPENDED);
    assertThat(world.written).hasSize(1);
  }
}
