package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Gangs that lose pods, never get them, or have one too many, while others wait for their room:
 * what was admitted stays charged until the gang is whole again, set back as a whole, or over.
 * (R06, R08, R18: docs/reliability.md says what went wrong elsewhere.)
 */
final class LostPodsTest {
  private static final PodText POD = PodText.asking("1");
  private final Stage stage = Stage.of("1x8cpu");
  private final Books books = new Books(stage);

  LostPodsTest() {
    books.scheduler("one", new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING));
    stage.seconds(1);
  }

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  /** A gang that fills the node, has begun, and is followed by one that wants three eighths. */
  private Trail full(String retries) {
    var full =
        stage.submit(
            GangBuilder.ofJob("full", 8, POD)
                .setting("warmupGracePeriodDuration", "30s")
                .setting("admissionGracePeriodDuration", "30s")
                .setting("retryPausePeriodDuration", "5s")
                .setting("retryLimit", retries));
    stage.seconds(10);
    assertThat(running(full)).isEqualTo(8);
    return full;
  }

  private Trail rival() {
    var rival = stage.submit(GangBuilder.ofJob("rival", 3, POD));
    stage.seconds(2);
    assertThat(rival.phases()).containsExactly("Suspended");
    return rival;
  }

  private static long running(Trail gang) {
    return gang.pods().values().stream().filter("Running"::equals).count();
  }

  private void killThree(Trail gang) {
    gang.podObjects().stream().limit(3).forEach(pod -> stage.delete("v1", "Pod", Trees.name(pod)));
  }

  private void cordon(boolean closed) {
    var unused =
        stage.patch("v1", "Node", "node-00", "", "{spec: {unschedulable: " + closed + "}}");
  }

  /** R06. */
  @Test
  void threePodsThatAreKilledComeBackToTheirOwnRoomThoughOthersWaitForIt() {
    var full = full("3");
    var rival = rival();
    int from = books.cycles();
    killThree(full);
    stage.seconds(10);

    assertThat(running(full)).isEqualTo(8);
    assertThat(full.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(rival.phases()).containsExactly("Suspended");
    assertThat(books.taken(from)).isEqualTo(List.of(8_000L));
  }

  /** R06. */
  @Test
  void gangThatDoesNotGetItsPodsBackInTimeIsSetBackWholeAndKeepsAllItsRoom() {
    var full = full("3");
    var rival = rival();
    int from = books.cycles();
    cordon(true);
    killThree(full);
    stage.await(full, "Resetting", 60_000);
    stage.seconds(3);
    assertThat(full.pods()).isEmpty();
    cordon(false);
    stage.seconds(20);

    assertThat(running(full)).isEqualTo(8);
    assertThat(full.phases())
        .containsExactly("Suspended", "Resuming", "Running", "Resetting", "Resuming", "Running");
    assertThat(rival.phases()).containsExactly("Suspended");
    assertThat(books.taken(from)).isEqualTo(List.of(8_000L));
  }

  /** R08. */
  @Test
  void gangWhosePodsNeverComeBackIsAdmittedOnceAndHoldsNothingAfterTheGrace() {
    var full = full("0");
    cordon(true);
    killThree(full);
    var rival = stage.submit(GangBuilder.ofJob("rival", 3, POD));
    stage.seconds(60);
    assertThat(books.kept()).isEqualTo(Map.of("node-00", 0L));
    cordon(false);
    stage.seconds(300);

    assertThat(full.phases()).containsExactly("Suspended", "Resuming", "Running", "Failed");
    assertThat(Trees.number(full.now(), 0, "status", "admission", "attempt")).isEqualTo(1);
    assertThat(rival.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(books.kept()).isEqualTo(Map.of("node-00", 3_000L));
  }

  /** R18. */
  @Test
  void podTooManyIsChargedAndThatItIsDeletedSetsNothingBack() {
    var gang =
        stage.submit(
            GangBuilder.named("ray")
                .component(GangBuilder.ray("ray", 2, PodText.asking("2")))
                .setting("warmupGracePeriodDuration", "10s")
                .setting("admissionGracePeriodDuration", "10s"));
    stage.seconds(10);
    assertThat(books.kept()).isEqualTo(Map.of("node-00", 5_000L));
    surplus(gang);
    stage.seconds(5);
    assertThat(running(gang)).isEqualTo(4);
    assertThat(books.kept()).isEqualTo(Map.of("node-00", 7_000L));
    var rival = stage.submit(GangBuilder.ofJob("rival", 3, POD));
    stage.seconds(30);
    assertThat(rival.phases()).containsExactly("Suspended");

    stage.delete("v1", "Pod", "surplus");
    stage.seconds(30);

    assertThat(running(gang)).isEqualTo(3);
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(rival.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(books.kept()).isEqualTo(Map.of("node-00", 8_000L));
  }

  /** One more worker, made by an operator whose view is old. */
  private void surplus(Trail gang) {
    var worker =
        gang.podObjects().stream()
            .filter(pod -> Trees.name(pod).contains("worker"))
            .findFirst()
            .orElseThrow();
    var metadata = Trees.map(worker, "metadata");
    Map<String, @Nullable Object> more = Trees.object("apiVersion", "v1", "kind", "Pod");
    more.put(
        "metadata",
        Trees.object(
            "name",
            "surplus",
            "labels",
            metadata.get("labels"),
            "annotations",
            Trees.object("demo.muster.dev/unseen", "true"),
            "ownerReferences",
            metadata.get("ownerReferences")));
    var spec = Trees.copyOf(Trees.map(worker, "spec"));
    spec.remove("affinity"); // in which stands where the other one was sent
    more.put("spec", spec);
    var unused = stage.create(more);
  }
}
