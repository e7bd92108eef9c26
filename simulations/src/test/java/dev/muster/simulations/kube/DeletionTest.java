package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How gangs go, end to end: one that is deleted terminates until none of its pods is left, gives
 * its quota back only then and loses its finalizer last; pods that ignore their deletion are
 * removed with force after the grace, and the finalizers of wrapped objects are nobody's but their
 * owners'; what is left of a gang is never adopted by another of the same name; a name that is
 * taken by somebody else's object is left to him; in whatever phase a gang is deleted, nothing is
 * left of it; and what predecessors left on it does not keep it.
 */
final class DeletionTest {
  private static final PodText POD = PodText.asking("1");
  private final Stage stage = Stage.running("2x8cpu");

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void deletedGangTerminatesUntilNoPodIsLeftAndLosesItsFinalizerLast() {
    var gang = stage.submit(GangBuilder.ofJob("goes", 2, POD));
    stage.seconds(30);
    stage.deleteGang("goes");
    stage.seconds(30);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running", "Terminating");
    assertThat(Trail.conditions(gang.when("Terminating")))
        .containsEntry("QuotaReserved", "True Resuming")
        .containsEntry("ResourcesDeployed", "True Resuming")
        .containsEntry("DeletingResources", "True DeletionInitiated");
    var last = gang.states().getLast();
    assertThat(Trail.conditions(last))
        .containsEntry("QuotaReserved", "False Terminating")
        .containsEntry("ResourcesDeployed", "False Terminating")
        .containsEntry("DeletingResources", "False DeletionComplete");
    assertThat(Trail.message(last, "ResourcesDeployed"))
        .isEqualTo("Resources successfully deleted");
    assertThat(stage.phases()).isEmpty();
    assertThat(gang.pods()).isEmpty();
    assertThat(gang.podsWhenQuotaWasReleased()).isEqualTo(List.of(List.of()));
    assertThat(gang.states())
        .filteredOn(state -> Trees.condition(state, "QuotaReserved").equals("True"))
        .filteredOn(state -> !Trees.text(state, "status", "phase").equals("Resuming"))
        .isNotEmpty()
        .allSatisfy(state ->
            assertThat(Trees.texts(state, "metadata", "finalizers"))
                .containsExactly("workload.codeflare.dev/finalizer"));
  }

  @Test
  void gangOwnsNothingBeforeItHasItsFinalizer() {
    var unused = stage.submit(GangBuilder.ofJob("owns", 2, POD));
    stage.seconds(5);

    var order =
        stage.changes.stream()
            .filter(change -> !change.resource().plural().equals("pods"))
            .filter(change -> Trees.name(change.object()).equals("owns"))
            .map(change ->
                change.resource().kind()
                    + " "
                    + !Trees.texts(change.object(), "metadata", "finalizers").isEmpty())
            .distinct()
            .toList();
    assertThat(order).startsWith("AppWrapper false", "AppWrapper true", "Job false");
  }

  @Test
  void podsThatIgnoreTheirDeletionAreRemovedWithForceAndFinalizersOfObjectsAreLeftAlone() {
    var job = GangBuilder.job("stubborn", 2, 2, POD.behaving("ignore-deletion", "true"));
    Trees.map(job, "metadata").put("finalizers", GangBuilder.list("example.com/keep"));
    var gang =
        stage.submit(
            GangBuilder.named("stubborn")
                .component(job)
                .setting("forcefulDeletionGracePeriodDuration", "30s"));
    stage.seconds(30);
    stage.deleteGang("stubborn");
    stage.seconds(25);
    assertThat(gang.pods()).hasSize(2);
    stage.seconds(60);

    assertThat(gang.pods()).isEmpty();
    var left = stage.list("batch/v1", "Job");
    assertThat(left).hasSize(1);
    assertThat(Trees.texts(left.getFirst(), "metadata", "finalizers"))
        .isEqualTo(List.of("example.com/keep"));
    assertThat(gang.phases()).endsWith("Terminating");
    assertThat(Trail.conditions(gang.now())).containsEntry("QuotaReserved", "True Resuming");

    var unused = stage.patch("batch/v1", "Job", "stubborn", "", "{metadata: {finalizers: []}}");
    stage.seconds(30);
    assertThat(stage.phases()).isEmpty();
    assertThat(stage.list("batch/v1", "Job")).isEmpty();
  }

  @Test
  void gangThatIsCreatedAgainUnderItsNameGetsObjectsOfItsOwn() {
    var first = stage.submit(GangBuilder.ofPods("again", 2, POD));
    stage.seconds(30);
    var old = first.podObjects().stream().map(Trees::uid).toList();
    stage.deleteGang("again");
    stage.seconds(30);
    var second = stage.submit(GangBuilder.ofPods("again", 2, POD));
    stage.seconds(30);

    assertThat(second.pods()).isEqualTo(Map.of("again-0", "Running", "again-1", "Running"));
    assertThat(second.podObjects()).extracting(Trees::uid).doesNotContainAnyElementsOf(old);
    assertThat(second.podObjects())
        .extracting(Trees::controllerOf)
        .containsOnly(Trees.uid(second.now()));
  }

  @Test
  void whatIsLeftOfAGangIsNeverAdoptedByAnotherOfItsName() {
    var job = GangBuilder.job("heir", 1, 1, POD);
    Trees.map(job, "metadata").put("finalizers", GangBuilder.list("example.com/keep"));
    stage.submit(GangBuilder.named("heir").component(job));
    stage.seconds(30);
    var old = stage.list("batch/v1", "Job").getFirst();
    var unused = stage.patchGang("default", "heir", "{metadata: {finalizers: []}}");
    stage.deleteGang("heir");
    var second =
        stage.submit(GangBuilder.named("heir").component(GangBuilder.job("heir", 1, 1, POD)));
    stage.seconds(60);

    assertThat(second.now())
        .satisfies(gang -> assertThat(Trees.uid(gang)).isNotEqualTo(Trees.controllerOf(old)));
    assertThat(Trees.text(second.now(), "status", "phase")).isEqualTo("Failed");
    assertThat(Trail.message(second.now(), "Unhealthy"))
        .isEqualTo(
            "error creating components: resource heir exists, but is not controlled by appwrapper");
    var left = stage.list("batch/v1", "Job");
    assertThat(left).extracting(Trees::uid).containsExactly(Trees.uid(old));

    var freed = stage.patch("batch/v1", "Job", "heir", "", "{metadata: {finalizers: []}}");
    stage.seconds(10);
    assertThat(stage.list("batch/v1", "Job")).isEmpty();
  }

  @Test
  void nameThatIsTakenBySomebodyElsesObjectFailsTheGangAndTheObjectStays() {
    var foreign = stage.create(GangBuilder.podObject("taken", POD));
    var gang = stage.submit(GangBuilder.named("late").pod("mine", POD).pod("taken", POD));
    stage.seconds(60);

    assertThat(gang.story()).containsExactly("Suspended", "Resuming", "+mine", "Failed", "-mine");
    assertThat(Trail.message(gang.now(), "Unhealthy"))
        .isEqualTo(
            "error creating components: resource taken exists, but is not controlled by appwrapper");
    stage.deleteGang("late");
    stage.seconds(30);
    assertThat(stage.list("v1", "Pod")).extracting(Trees::uid).containsExactly(Trees.uid(foreign));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Suspended", "Resuming", "Running", "Resetting", "Succeeded", "Failed"})
  void gangThatIsDeletedInWhateverPhaseLeavesNothing(String phase) {
    var gang = stage.submit(deletedIn(phase));
    stage.await(gang, phase, 60_000);
    stage.deleteGang("any");
    stage.seconds(30);

    assertThat(stage.phases()).isEmpty();
    assertThat(gang.pods()).isEmpty();
    assertThat(stage.list("batch/v1", "Job")).isEmpty();
    assertThat(stage.intents()).isEmpty();
  }

  private static GangBuilder deletedIn(String phase) {
    return switch (phase) {
      case "Suspended" -> GangBuilder.ofJob("any", 9, PodText.asking("8"));
      case "Succeeded" -> GangBuilder.ofJob("any", 2, POD.running(1));
      case "Failed" -> GangBuilder.ofJob("any", 2, POD.exiting(1)).setting("retryLimit", "0");
      case "Resetting" -> GangBuilder.ofJob("any", 2, POD.exiting(1));
      default -> GangBuilder.ofJob("any", 2, POD);
    };
  }

  @Test
  void gangThatWaitsAgainAfterItRanCanBeDeleted() {
    var gang = stage.submit(GangBuilder.ofPods("again", 2, POD));
    stage.seconds(10);
    stage.suspend("again", true);
    stage.await(gang, "Suspended", 30_000);
    stage.deleteGang("again");
    stage.seconds(30);

    assertThat(stage.phases()).isEmpty();
    assertThat(gang.phases()).endsWith("Suspending", "Suspended", "Terminating");
  }

  @Test
  void finalizersThatPredecessorsLeftAreTakenOffWhetherTheGangRanOrNot() {
    var old =
        GangBuilder.list(
            "workload.codeflare.dev/finalizer_dispatcher",
            "instascale.codeflare.dev/finalizer",
            "workload.codeflare.dev/finalizer_runner");
    for (var cpu : List.of("1", "100")) {
      var gang = GangBuilder.ofPods("taken-over", 1, PodText.asking(cpu)).build();
      Trees.map(gang, "metadata").put("finalizers", old);
      var unused = stage.create(gang);
      stage.seconds(10);
      stage.deleteGang("taken-over");
      stage.seconds(30);
      assertThat(stage.phases()).isEmpty();
    }
  }

  @Test
  void deploymentThatIsNotWatchedGoesWithItsGang() {
    var deployment = Trees.object("apiVersion", "apps/v1", "kind", "Deployment");
    deployment.put("metadata", Trees.object("name", "served"));
    var template = POD.template();
    Trees.map(template, "spec").remove("restartPolicy");
    Trees.map(template, "metadata").put("labels", Trees.object("app", "served"));
    var selector = Trees.object("matchLabels", Trees.object("app", "served"));
    deployment.put(
        "spec", Trees.object("replicas", 3L, "selector", selector, "template", template));
    var gang = stage.submit(GangBuilder.named("served").component(deployment));
    stage.seconds(90);
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(gang.pods().values()).containsExactly("Running", "Running", "Running");
    stage.suspend("served", true);
    stage.seconds(30);
    assertThat(gang.phases()).endsWith("Suspending", "Suspended");
    assertThat(stage.list("apps/v1", "Deployment")).isEmpty();
    assertThat(gang.pods()).isEmpty();
    stage.suspend("served", false);
    stage.seconds(30);
    assertThat(gang.phases()).endsWith("Suspended", "Resuming", "Running");
    stage.deleteGang("served");
    stage.seconds(30);
    assertThat(stage.phases()).isEmpty();
    assertThat(gang.pods()).isEmpty();
  }
}
