package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What goes wrong with a gang that runs, end to end: without retries a failed pod fails the gang,
 * which keeps its quota until its pods are gone; an invalid object fails it with the objects before
 * it still there; a failing Job is reset as often as allowed; so are pods that never start, once
 * the warm-up grace is over; an object that is deleted from outside fails the gang within a minute;
 * one that only the watch does not show is never missing; exit codes decide between reset and
 * failure; a failed pod that is replaced in time costs no retry; a failed gang is kept for as long
 * as it says, unless its user suspends it; a creation that is refused for a while is tried again;
 * and a gang that runs longer than its limit fails.
 */
final class FailuresTest {
  private static final PodText POD = PodText.asking("1");
  private final Stage stage = Stage.running("2x8cpu");

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void gangWithoutRetriesWhosePodFailsIsFailedAndKeepsItsQuotaUntilItsPodsAreGone() {
    var gang =
        stage.submit(
            GangBuilder.named("fails")
                .pod("fails-0", POD.exiting(1))
                .component(GangBuilder.job("fails-1", 2, 2, POD))
                .setting("retryLimit", "0")
                .setting("failureGracePeriodDuration", "0s"));
    stage.seconds(60);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Failed");
    assertThat(gang.pods()).isEmpty();
    assertThat(Trail.conditions(gang.when("Failed")))
        .containsEntry("QuotaReserved", "True Resuming")
        .containsEntry("ResourcesDeployed", "True Resuming")
        .containsEntry("Unhealthy", "True FoundFailedPods");
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("QuotaReserved", "False Failed")
        .containsEntry("ResourcesDeployed", "False Failed")
        .containsEntry("DeletingResources", "False DeletionComplete")
        .containsEntry("Unhealthy", "True FoundFailedPods");
    assertThat(gang.podsWhenQuotaWasReleased()).isEqualTo(List.of(List.of()));
  }

  @Test
  void gangThatIsTriedAgainFindsTheRoomOfItsFinishedPodsStillItsOwn() {
    var first =
        stage.submit(
            GangBuilder.named("first")
                .pod("ends-well", PodText.asking("8").running(1))
                .pod("fails", PodText.asking("4").running(10).behaving("exit-code", "1"))
                .setting("retryLimit", "1")
                .setting("failureGracePeriodDuration", "0s"));
    stage.seconds(5);
    var second = stage.submit(GangBuilder.ofPods("second", 1, PodText.asking("8")));
    stage.seconds(400);

    assertThat(first.phases())
        .containsExactly(
            "Suspended", "Resuming", "Running", "Resetting", "Resuming", "Running", "Failed");
    assertThat(second.phases()).containsExactly("Suspended", "Resuming", "Running");
  }

  @Test
  void gangWhoseSecondObjectIsInvalidIsFailedWithTheFirstStillThereAndDeletedThen() {
    var invalid = GangBuilder.podObject("invalid", POD);
    Trees.map(invalid, "metadata").put("labels", Trees.object("a label", "with spaces !"));
    var gang = stage.submit(GangBuilder.named("second").pod("good", POD).component(invalid));
    stage.seconds(60);

    assertThat(gang.story()).containsExactly("Suspended", "Resuming", "+good", "Failed", "-good");
    assertThat(Trail.conditions(gang.when("Failed")))
        .containsEntry("Unhealthy", "True CreateFailed")
        .containsEntry("ResourcesDeployed", "True Resuming");
    assertThat(Trail.message(gang.now(), "Unhealthy")).startsWith("error creating components: ");
    assertThat(componentConditions(gang.when("Failed")))
        .isEqualTo(List.of("True ComponentCreatedSuccessfully", "False ComponentCreationErrored"));
    assertThat(componentConditions(gang.now()))
        .isEqualTo(List.of("False CompononetDeleted", "False ComponentCreationErrored"));
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isZero();
  }

  private static List<String> componentConditions(Map<String, ?> gang) {
    return Trees.maps(gang, "status", "componentStatus").stream()
        .map(component -> Trees.maps(component, "conditions").getFirst())
        .map(condition -> Trees.text(condition, "status") + " " + Trees.text(condition, "reason"))
        .toList();
  }

  @Test
  void jobThatFailsIsResetAsOftenAsAllowedAndThenFailed() {
    var gang =
        stage.submit(
            GangBuilder.ofJob("failing", 1, POD.exiting(1))
                .setting("failureGracePeriodDuration", "0s")
                .setting("retryLimit", "2")
                .setting("retryPausePeriodDuration", "5s"));
    stage.seconds(120);

    assertThat(gang.phases())
        .containsExactly(
            "Suspended",
            "Resuming",
            "Running",
            "Resetting",
            "Resuming",
            "Running",
            "Resetting",
            "Resuming",
            "Running",
            "Failed");
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isEqualTo(2);
    assertThat(gang.pods()).isEmpty();
  }

  @Test
  void podsThatNeverStartAreResetAfterTheWarmupGraceAndThenFailed() {
    var gang =
        stage.submit(
            GangBuilder.ofPods("stuck", 2, POD.behaving("stuck", "true"))
                .setting("warmupGracePeriodDuration", "10s")
                .setting("retryPausePeriodDuration", "1s")
                .setting("retryLimit", "1"));
    stage.seconds(120);

    assertThat(gang.phases())
        .containsExactly(
            "Suspended", "Resuming", "Running", "Resetting", "Resuming", "Running", "Failed");
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("Unhealthy", "True InsufficientPodsReady");
    assertThat(Trail.message(gang.now(), "Unhealthy"))
        .isEqualTo("2 pods pending; 0 pods running; 0 pods succeeded");
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isEqualTo(1);
  }

  @Test
  void gangThatLosesAnObjectFailsWithinAMinuteWithoutARetry() {
    var gang =
        stage.submit(
            GangBuilder.named("loses")
                .pod("stays", POD)
                .component(GangBuilder.job("goes", 1, 1, POD)));
    stage.seconds(30);
    stage.delete("batch/v1", "Job", "goes");
    stage.seconds(60);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Failed");
    assertThat(Trail.conditions(gang.now())).containsEntry("Unhealthy", "True MissingComponent");
    assertThat(Trail.message(gang.now(), "Unhealthy"))
        .isEqualTo("Only found 1 deployed components, but was expecting 2");
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isZero();
    assertThat(gang.pods()).isEmpty();
  }

  @Test
  void objectOfAKindThatIsNotWatchedIsMissedWithinAMinuteTwo() {
    var settings =
        Trees.object(
            "apiVersion", "v1", "kind", "ConfigMap", "metadata", Trees.object("name", "c"));
    var gang = stage.submit(GangBuilder.named("unwatched").pod("stays", POD).component(settings));
    stage.seconds(30);
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    stage.delete("v1", "ConfigMap", "c");
    stage.seconds(65);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Failed");
    assertThat(Trail.conditions(gang.now())).containsEntry("Unhealthy", "True MissingComponent");
  }

  @ParameterizedTest
  @CsvSource({
    "terminalExitCodes, 3, 3, Failed",
    "terminalExitCodes, 3, 4, Resetting",
    "retryableExitCodes, '10,20', 7, Failed",
    "retryableExitCodes, '10,20', 10, Resetting"
  })
  void exitCodeDecidesWhetherTheGangIsFailedOrReset(
      String setting, String codes, int code, String phase) {
    var gang =
        stage.submit(
            GangBuilder.ofPods("exits", 2, POD.exiting(code))
                .setting(setting, codes)
                .setting("failureGracePeriodDuration", "0s"));
    stage.seconds(30);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", phase);
    assertThat(Trail.conditions(gang.now())).containsEntry("Unhealthy", "True FoundFailedPods");
  }

  @Test
  void failedPodThatIsReplacedWithinTheGraceCostsNoRetry() {
    var gang =
        stage.submit(GangBuilder.named("mended").component(GangBuilder.ray("mended", 2, POD)));
    stage.seconds(30);
    var worker =
        gang.podObjects().stream()
            .map(Trees::name)
            .filter(name -> name.contains("worker"))
            .findFirst()
            .orElseThrow();
    var unused = stage.patch("v1", "Pod", worker, "status", "{status: {phase: Failed}}");
    stage.seconds(60);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(gang.states())
        .extracting(state -> Trail.conditions(state).get("Unhealthy"))
        .contains("True FoundFailedPods");
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("Unhealthy", "False FoundNoFailedPods")
        .containsEntry("PodsReady", "True SufficientPodsReady");
    assertThat(gang.now().get("status"))
        .satisfies(status -> assertThat(Trees.at(status, "resettingCount")).isNull());
    assertThat(gang.pods().values()).containsExactly("Running", "Running", "Running");
  }

  @Test
  void failedGangIsKeptWithItsQuotaForAsLongAsItSays() {
    var gang = stage.submit(kept());
    stage.seconds(3_500);
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("DeletingResources", "False DeletionPaused")
        .containsEntry("QuotaReserved", "True Resuming")
        .containsEntry("ResourcesDeployed", "True Resuming");
    assertThat(Trail.message(gang.now(), "DeletingResources"))
        .isEqualTo(
            "workload.codeflare.dev.appwrapper/deletionOnFailureGracePeriodDuration"
                + " has value 1h0m0s");
    assertThat(gang.pods()).hasSize(2);

    stage.seconds(200);
    assertThat(gang.pods()).isEmpty();
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("QuotaReserved", "False Failed")
        .containsEntry("ResourcesDeployed", "False Failed");
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Failed");
  }

  @Test
  void failedGangThatIsKeptIsDeletedAtOnceWhenItsUserSuspendsIt() {
    var gang = stage.submit(kept());
    stage.seconds(60);
    assertThat(gang.pods()).hasSize(2);
    stage.suspend("kept", true);
    stage.seconds(10);

    assertThat(gang.pods()).isEmpty();
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Failed");
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("QuotaReserved", "False Failed")
        .containsEntry("ResourcesDeployed", "False Failed");
    assertThat(Trail.message(gang.now(), "ResourcesDeployed"))
        .isEqualTo("Kueue forced resource deletion by suspending AppWrapper");
  }

  private static GangBuilder kept() {
    return GangBuilder.named("kept")
        .pod("kept-0", POD.exiting(1))
        .pod("kept-1", POD)
        .setting("retryLimit", "0")
        .setting("failureGracePeriodDuration", "0s")
        .setting("deletionOnFailureGracePeriodDuration", "1h");
  }

  @ParameterizedTest
  @CsvSource({"40, 0", "100, 1"})
  void creationThatIsRefusedForAWhileIsTriedAgainAndCostsARetryOnlyAfterTheGrace(
      long seconds, long resets) {
    var own = Stage.of("2x8cpu");
    var api = new Lagging(own.api(), own.loop, 0);
    own.shell("one", new Life(own.loop, api, 0, Life.Moment.BEFORE_SENDING)).start();
    own.seconds(1);
    api.refusing(seconds * 1_000);
    var gang = own.submit(GangBuilder.ofPods("refused", 2, POD));
    own.seconds(300);

    assertThat(Trees.text(gang.now(), "status", "phase")).isEqualTo("Running");
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isEqualTo(resets);
    assertThat(gang.events()).hasSizeLessThan(6);
    assertThat(own.watchdog.report().violations()).isEmpty();
  }

  @Test
  void gangThatRunsLongerThanItsLimitFailsWithoutARetry() {
    var limited = GangBuilder.ofPods("limited", 2, POD).build();
    Trees.map(limited, "metadata", "labels").put("kueue.x-k8s.io/max-exec-time-seconds", "30");
    var gang = new Trail(stage, Trees.name(stage.create(limited)));
    stage.seconds(60);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Failed");
    assertThat(Trail.conditions(gang.now()))
        .containsEntry("Unhealthy", "True RuntimeLimitExceeded");
    assertThat(Trail.message(gang.now(), "Unhealthy")).endsWith("limit 30s");
    assertThat(gang.pods()).isEmpty();
  }
}
