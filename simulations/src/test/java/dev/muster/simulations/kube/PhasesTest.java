package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The course of a gang that nothing goes wrong with, end to end: a gang of two pods with room is
 * Suspended, Resuming, Running in this order and never lacks its phase; it keeps its quota until
 * all its pods have succeeded, and its objects for their time to live; held by its user, it keeps
 * its quota until its pods are gone, and comes back only by way of the queue; one that somebody
 * else manages is left alone.
 */
final class PhasesTest {
  private static final PodText POD = PodText.asking("1");
  private static final Map<String, String> RUNNING =
      Map.of(
          "QuotaReserved", "True Resuming",
          "ResourcesDeployed", "True Resuming",
          "PodsReady", "True SufficientPodsReady",
          "Unhealthy", "False Resuming");

  private static final Map<String, String> RUNNING_AGAIN = new TreeMap<>(RUNNING);

  static {
    RUNNING_AGAIN.put("DeletingResources", "False DeletionComplete");
  }

  private final Stage stage = Stage.running("2x8cpu");

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void gangOfTwoPodsWithRoomIsSuspendedThenResumingThenRunningAndNeverLacksItsPhase() {
    var gang = stage.submit(GangBuilder.ofPods("two", 2, POD));
    stage.seconds(30);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(Trail.conditions(gang.now())).isEqualTo(RUNNING);
    assertThat(gang.pods()).isEqualTo(Map.of("two-0", "Running", "two-1", "Running"));
    assertThat(Trail.message(gang.now(), "PodsReady"))
        .isEqualTo("2 pods running; 0 pods succeeded");
    assertThat(gang.states())
        .filteredOn(state -> state.get("status") != null)
        .allSatisfy(state -> assertThat(Trees.text(state, "status", "phase")).isNotEmpty());
  }

  @Test
  void gangOfWhichOneOfTwoPodsSucceededStaysRunningWithItsQuotaAndItsObjects() {
    var gang =
        stage.submit(
            GangBuilder.named("half").pod("short", POD.running(2)).pod("long", POD.running(900)));
    stage.seconds(120);

    assertThat(gang.pods()).isEqualTo(Map.of("short", "Succeeded", "long", "Running"));
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(Trail.conditions(gang.now())).isEqualTo(RUNNING);
  }

  @Test
  void gangWhosePodsAllSucceededGivesItsQuotaBackAndItsObjectsWhenTheirTimeToLiveIsOver() {
    var gang =
        stage.submit(
            GangBuilder.ofPods("both", 2, POD.running(2)).setting("successTTLDuration", "1m"));
    stage.seconds(50);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Succeeded");
    assertThat(Trail.conditions(gang.now()))
        .isEqualTo(
            Map.of(
                "QuotaReserved", "False Succeeded",
                "ResourcesDeployed", "True Succeeded",
                "PodsReady", "True SufficientPodsReady",
                "Unhealthy", "False Resuming"));
    assertThat(Trail.message(gang.now(), "QuotaReserved"))
        .isEqualTo("2 pods succeeded and no running, pending, or failed pods");
    assertThat(gang.pods()).isEqualTo(Map.of("both-0", "Succeeded", "both-1", "Succeeded"));

    stage.seconds(30);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Succeeded");
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("ResourcesDeployed", "False Succeeded")
        .containsEntry("QuotaReserved", "False Succeeded");
    assertThat(Trail.message(gang.now(), "ResourcesDeployed"))
        .isEqualTo("Time to live after success of 1m0s expired");
    assertThat(gang.pods()).isEmpty();
  }

  @Test
  void runningGangThatIsSuspendedKeepsItsQuotaWhileSuspendingAndNothingOnceSuspended() {
    var gang = stage.submit(GangBuilder.ofJob("held", 2, POD));
    stage.seconds(30);
    stage.suspend("held", true);
    stage.seconds(60);

    assertThat(gang.phases())
        .containsExactly("Suspended", "Resuming", "Running", "Suspending", "Suspended");
    assertThat(Trail.conditions(gang.when("Suspending")))
        .containsEntry("QuotaReserved", "True Resuming")
        .containsEntry("ResourcesDeployed", "True Resuming")
        .containsEntry("DeletingResources", "True DeletionInitiated");
    assertThat(Trail.conditions(gang.whenNext("Suspended", "Suspending")))
        .isEqualTo(
            Map.of(
                "QuotaReserved", "False Suspended",
                "ResourcesDeployed", "False Suspended",
                "PodsReady", "False Suspended",
                "Unhealthy", "False Resuming",
                "DeletingResources", "False DeletionComplete"));
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("QuotaReserved", "False HeldByUser")
        .containsEntry("ResourcesDeployed", "False Suspended");
    assertThat(gang.pods()).isEmpty();
    assertThat(gang.podsWhenQuotaWasReleased()).isEqualTo(List.of(List.of()));
    assertThat(gang.events()).contains("Suspending");
  }

  @Test
  void suspendThatFlipsBackLetsNothingBeCreatedBeforeTheGangIsSuspended() {
    var gang = stage.submit(GangBuilder.ofPods("flips", 2, POD));
    stage.await(gang, "Running", 30_000);
    stage.suspend("flips", true);
    stage.await(gang, "Suspending", 5_000);
    stage.suspend("flips", false);
    stage.seconds(60);

    assertThat(gang.story())
        .containsExactly(
            "Suspended",
            "Resuming",
            "+flips-0",
            "+flips-1",
            "Running",
            "Suspending",
            "-flips-0",
            "-flips-1",
            "Suspended",
            "Resuming",
            "+flips-0",
            "+flips-1",
            "Running");
    assertThat(Trail.conditions(gang.now())).isEqualTo(RUNNING_AGAIN);
  }

  @Test
  void gangThatSomebodyElseManagesIsNeverWritten() {
    var gang =
        stage.submit(
            GangBuilder.ofPods("foreign", 2, POD).spec("managedBy", "kueue.x-k8s.io/multikueue"));
    stage.seconds(60);
    stage.suspend("foreign", true);
    stage.seconds(60);
    stage.suspend("foreign", false);
    stage.seconds(60);
    stage.deleteGang("foreign");
    stage.seconds(60);

    var writers =
        stage.changes.stream()
            .filter(change -> Trees.name(change.object()).equals("foreign"))
            .map(change -> change.user())
            .distinct()
            .toList();
    assertThat(writers).isEqualTo(List.of("user"));
    assertThat(gang.created()).isEmpty();
    assertThat(gang.events()).isEmpty();
  }

  @Test
  void jobOfTwoAtATimeAndFourInAllIsAGangOfTwoAndOfEightAtATimeAndFourInAllIsOneOfFour() {
    var narrow =
        stage.submit(GangBuilder.named("narrow").component(GangBuilder.job("narrow", 2, 4, POD)));
    var wide =
        stage.submit(GangBuilder.named("wide").component(GangBuilder.job("wide", 8, 4, POD)));
    stage.seconds(30);

    assertThat(podSets(narrow))
        .isEqualTo(List.of(Map.of("path", "template.spec.template", "replicas", 2L)));
    assertThat(podSets(wide))
        .isEqualTo(List.of(Map.of("path", "template.spec.template", "replicas", 4L)));
    assertThat(narrow.pods()).hasSize(2);
    assertThat(wide.pods()).hasSize(4);
    assertThat(Trail.conditions(narrow.now()))
        .containsEntry("PodsReady", "True SufficientPodsReady");
    assertThat(Trail.conditions(wide.now())).containsEntry("PodsReady", "True SufficientPodsReady");
  }

  private static Object podSets(Trail gang) {
    return Trees.maps(Trees.maps(gang.now(), "status", "componentStatus").getFirst(), "podSets");
  }
}
