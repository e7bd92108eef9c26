package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Who waits and who does not, end to end: many small gangs all run at once; one that never fits
 * blocks nobody who does, says that room is insufficient, and is not written for ever; one that
 * fits in sum but on no node is not admitted; one that has to wait for another lets a smaller one
 * pass and runs when the other is gone; and a pod from outside that takes promised room delays its
 * gang and no more.
 */
final class QueueingTest {
  @Test
  void fiftyGangsOfTwoSmallPodsAllRunWithinAMinuteAndAreReadyWithinThree() {
    var stage = Stage.running("1x4cpu");
    var gangs = new ArrayList<Trail>();
    for (int i = 0; i < 50; i++) {
      gangs.add(stage.submit(GangBuilder.ofPods("small-" + i, 2, PodText.asking("5m"))));
    }
    stage.seconds(60);
    assertThat(gangs)
        .allSatisfy(
            gang -> assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running"));
    stage.seconds(120);
    assertThat(gangs)
        .allSatisfy(gang ->
            assertThat(Trail.conditions(gang.now()))
                .containsEntry("PodsReady", "True SufficientPodsReady"));
    watchdogFoundNothing(stage);
  }

  @Test
  void gangThatCannotBeSatisfiedNeverBlocksOneThatCan() {
    var stage = Stage.running("1x1cpu");
    stage.create(GangBuilder.podObject("foreign", PodText.asking("150m")));
    stage.seconds(5);
    var large = stage.submit(GangBuilder.ofPods("large", 2, PodText.asking("426m")));
    stage.seconds(90);
    assertThat(large.created()).isEmpty();
    var fitting = stage.submit(GangBuilder.ofPods("fitting", 2, PodText.asking("425m")));
    stage.seconds(120);

    assertThat(fitting.pods()).isEqualTo(Map.of("fitting-0", "Running", "fitting-1", "Running"));
    assertThat(large.created()).isEmpty();
    assertThat(large.phases()).containsExactly("Suspended");
    watchdogFoundNothing(stage);
  }

  @Test
  void gangLargerThanAllThereIsSaysThatItIsInsufficientAndIsNotWrittenAgainAndAgain() {
    var stage = Stage.running("2x8cpu");
    var gang = stage.submit(GangBuilder.ofPods("giant", 1, PodText.asking("100")));
    stage.seconds(90);

    assertThat(gang.created()).isEmpty();
    assertThat(gang.phases()).containsExactly("Suspended");
    assertThat(Trail.message(gang.now(), "QuotaReserved")).contains("Insufficient");
    assertThat(Trail.conditions(gang.now()).get("QuotaReserved")).startsWith("False ");
    int writes = gang.states().size();
    assertThat(writes).isLessThanOrEqualTo(3);

    stage.seconds(600);
    assertThat(gang.states()).hasSize(writes);
    watchdogFoundNothing(stage);
  }

  @Test
  void gangThatFitsInSumButOnNoNodeIsNotAdmittedAndASmallerOneBehindItIs() {
    var stage = Stage.running("2x8cpu");
    var wide = stage.submit(GangBuilder.ofPods("wide", 1, PodText.asking("12")));
    stage.seconds(5);
    var small = stage.submit(GangBuilder.ofPods("small", 2, PodText.asking("4")));
    stage.seconds(90);

    assertThat(wide.phases()).containsExactly("Suspended");
    assertThat(wide.created()).isEmpty();
    assertThat(Trail.message(wide.now(), "QuotaReserved")).contains("Insufficient");
    assertThat(small.phases()).containsExactly("Suspended", "Resuming", "Running");
    watchdogFoundNothing(stage);
  }

  @Test
  void gangThatWaitsForAnotherLetsASmallerOnePassAndRunsWhenTheOtherIsGone() {
    var stage = Stage.running("1x100cpu");
    var first = stage.submit(GangBuilder.ofPods("first", 1, PodText.asking("55")));
    stage.seconds(10);
    var half = stage.submit(GangBuilder.ofPods("half", 2, PodText.asking("25")));
    stage.seconds(30);
    assertThat(half.phases()).containsExactly("Suspended");
    assertThat(Trail.message(half.now(), "QuotaReserved")).contains("Insufficient");

    var third = stage.submit(GangBuilder.ofPods("third", 2, PodText.asking("15")));
    stage.seconds(30);
    assertThat(third.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(half.phases()).containsExactly("Suspended");

    stage.deleteGang("first");
    stage.seconds(30);
    assertThat(first.phases()).containsExactly("Suspended", "Resuming", "Running", "Terminating");
    assertThat(half.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(half.pods()).isEqualTo(Map.of("half-0", "Running", "half-1", "Running"));
    assertThat(Trees.text(third.now(), "status", "phase")).isEqualTo("Running");
    watchdogFoundNothing(stage);
  }

  @Test
  void podThatTakesTheRoomThatWasPromisedDelaysTheGangUntilItIsGone() {
    var stage = Stage.running("1x8cpu");
    var gang =
        stage.submit(
            GangBuilder.ofPods("robbed", 2, PodText.asking("4"))
                .setting("warmupGracePeriodDuration", "30s")
                .setting("admissionGracePeriodDuration", "30s")
                .setting("retryPausePeriodDuration", "10s"));
    stage.await(gang, "Resuming", 5_000);
    var thief = GangBuilder.podObject("thief", PodText.asking("2").running(60));
    Trees.map(thief, "spec").put("nodeName", "node-00");
    var unused = stage.create(thief);
    stage.seconds(180);

    assertThat(gang.phases()).contains("Resetting").endsWith("Running");
    assertThat(gang.pods()).isEqualTo(Map.of("robbed-0", "Running", "robbed-1", "Running"));
    watchdogFoundNothing(stage);
  }

  /** R02: also while nothing but the promise of the first is there. */
  @Test
  void ofTwoGangsOfOneNameInTwoNamespacesOneStartsWhereThereIsRoomForOne() {
    var stage = Stage.of("1x8cpu");
    var api = new Lagging(stage.api(), stage.loop, 0);
    stage.shell("one", new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING)).start();
    stage.seconds(1);
    api.refusing(20_000);
    stage.create("{apiVersion: v1, kind: Namespace, metadata: {name: elsewhere}}");
    var gang = GangBuilder.ofJob("twin", 2, PodText.asking("4")).build();
    var twin = Trees.copyOf(gang);
    Trees.map(twin, "metadata").put("namespace", "elsewhere");
    var unused = stage.create(gang);
    unused = stage.create(twin);
    stage.seconds(15);
    assertThat(stage.phases())
        .isEqualTo(Map.of("default/twin", "Resuming", "elsewhere/twin", "Suspended"));
    stage.seconds(120);

    assertThat(stage.phases())
        .isEqualTo(Map.of("default/twin", "Running", "elsewhere/twin", "Suspended"));
    assertThat(stage.list("v1", "Pod")).extracting(Trees::namespace).containsOnly("default");
    watchdogFoundNothing(stage);
  }

  /** R30. */
  @Test
  void gangThatNeverBecomesReadyStopsNobodyWhoHasRoomAndLosesItsOwnAfterTheGrace() {
    var stage = Stage.running("1x8cpu");
    var stuck =
        stage.submit(
            inQueue("a", GangBuilder.ofPods("stuck", 1, stuckPod()))
                .setting("warmupGracePeriodDuration", "60s")
                .setting("retryLimit", "0"));
    stage.seconds(5);
    var large = stage.submit(inQueue("a", GangBuilder.ofPods("large", 1, PodText.asking("5"))));
    stage.seconds(5);
    var behind = stage.submit(inQueue("a", ofTwo("behind")));
    var other = stage.submit(inQueue("b", ofTwo("other")));
    stage.seconds(20);

    assertThat(behind.phases()).endsWith("Succeeded");
    assertThat(other.phases()).endsWith("Succeeded");
    assertThat(stuck.phases()).endsWith("Running");
    assertThat(large.phases()).containsExactly("Suspended");
    stage.seconds(60);

    assertThat(stuck.phases()).containsExactly("Suspended", "Resuming", "Running", "Failed");
    assertThat(large.phases()).containsExactly("Suspended", "Resuming", "Running");
    watchdogFoundNothing(stage);
  }

  private static PodText stuckPod() {
    return PodText.asking("4").behaving("stuck", "true");
  }

  private static GangBuilder ofTwo(String name) {
    return GangBuilder.ofPods(name, 2, PodText.asking("1").running(5));
  }

  private static GangBuilder inQueue(String queue, GangBuilder gang) {
    return gang.label("kueue.x-k8s.io/queue-name", queue);
  }

  private static void watchdogFoundNothing(Stage stage) {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }
}
