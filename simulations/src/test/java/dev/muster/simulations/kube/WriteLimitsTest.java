package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/**
 * How often a gang is written, end to end: from its creation to its success six times, its
 * finalizer among them and verdicts apart; three times from the queue to all its pods being bound;
 * three times more for its deletion, four for a retry and once for the end of its time to live. And
 * when nothing is left to be done, nothing is written but the lease.
 */
final class WriteLimitsTest {
  private static final PodText POD = PodText.asking("1");

  @Test
  void gangThatSucceedsIsWrittenSixTimesAndOnceMoreForItsTimeToLive() {
    var stage = Stage.running("2x8cpu");
    var gang =
        stage.submit(
            GangBuilder.ofPods("through", 2, POD.running(5)).setting("successTTLDuration", "1m"));
    stage.seconds(30);

    assertThat(gang.writesOfScheduler(0))
        .containsExactly("Suspended", "Resuming", "Resuming", "Running", "Running", "Succeeded");
    int ended = stage.changes.size();
    stage.seconds(90);
    assertThat(gang.writesOfScheduler(ended)).containsExactly("Succeeded");
    assertThat(gang.pods()).isEmpty();
  }

  @Test
  void gangTakesThreeWritesFromTheQueueToAllItsPodsBeingBound() {
    var stage = Stage.running("2x8cpu");
    var gang = stage.submit(GangBuilder.ofPods("quick", 2, POD));
    stage.await(gang, "Running", 5_000);

    assertThat(gang.writesOfScheduler(0))
        .containsExactly("Suspended", "Resuming", "Resuming", "Running");
  }

  @Test
  void deletionTakesThreeWritesMore() {
    var stage = Stage.running("2x8cpu");
    var gang = stage.submit(GangBuilder.ofPods("goes", 2, POD));
    stage.seconds(30);
    int running = stage.changes.size();
    stage.deleteGang("goes");
    stage.seconds(60);

    assertThat(gang.writesOfScheduler(running))
        .containsExactly("Terminating", "Terminating", "Terminating");
    assertThat(stage.phases()).isEmpty();
  }

  @Test
  void retryTakesFourWritesMore() {
    var stage = Stage.running("2x8cpu");
    var gang =
        stage.submit(
            GangBuilder.ofPods("retried", 2, POD.running(5).behaving("exit-code", "1"))
                .setting("failureGracePeriodDuration", "0s")
                .setting("retryPausePeriodDuration", "5s")
                .setting("retryLimit", "1"));
    stage.seconds(60);

    assertThat(gang.writesOfScheduler(0))
        .containsExactly(
            "Suspended",
            "Resuming",
            "Resuming",
            "Running",
            "Running", // to ready
            "Resetting",
            "Resuming",
            "Running",
            "Running", // the retry
            "Failed",
            "Failed");
  }

  @Test
  void failureThatIsToleratedForAWhileTakesOneWriteMoreThatStartsTheClock() {
    var stage = Stage.running("2x8cpu");
    var gang =
        stage.submit(
            GangBuilder.ofPods("retried", 2, POD.running(5).behaving("exit-code", "1"))
                .setting("failureGracePeriodDuration", "5s")
                .setting("retryPausePeriodDuration", "5s")
                .setting("retryLimit", "1"));
    stage.await(gang, "Resetting", 60_000);

    assertThat(gang.writesOfScheduler(0))
        .containsExactly(
            "Suspended", "Resuming", "Resuming", "Running", "Running", "Running", "Resetting");
  }

  @Test
  void whenEverythingHasEndedNothingIsWrittenButTheLease() {
    var stage = Stage.running("2x8cpu");
    stage.submit(GangBuilder.ofPods("succeeds", 2, POD.running(5)));
    stage.submit(GangBuilder.ofPods("fails", 2, POD.exiting(3)).setting("retryLimit", "0"));
    stage.submit(GangBuilder.ofPods("giant", 1, PodText.asking("100")));
    stage.submit(GangBuilder.ofPods("malformed", 1, PodText.asking("many")));
    stage.submit(GangBuilder.ofPods("held", 2, POD).spec("suspend", true));
    stage.submit(GangBuilder.ofPods("gone", 2, POD));
    stage.seconds(30);
    stage.deleteGang("gone");
    stage.seconds(150);
    int ended = stage.changes.size();
    stage.seconds(180);

    var written = new ArrayList<String>();
    for (var change : stage.changes.subList(ended, stage.changes.size())) {
      if (!change.resource().plural().equals("leases")) {
        written.add(change.user() + " " + change.resource().plural());
      }
    }
    assertThat(written).isEmpty();
    assertThat(stage.changes.size()).isGreaterThan(ended);
    assertThat(stage.phases().values())
        .containsExactlyInAnyOrder("Succeeded", "Failed", "Suspended", "Suspended", "Suspended");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }
}
