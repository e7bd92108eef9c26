package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * R05: gangs that are to start again while their old pods are slow to go. Their place in the line
 * and the number of their retries do not depend on how long that takes, nothing is created before
 * the last of those pods is gone, and nobody is let in meanwhile.
 */
final class RequeueTest {
  private static final PodText SLOW = PodText.asking("1").behaving("ignore-deletion", "true");
  private final Stage stage = Stage.running("1x8cpu");

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  private static GangBuilder slow(GangBuilder gang) {
    return gang.setting("forcefulDeletionGracePeriodDuration", "1m")
        .setting("failureGracePeriodDuration", "0s")
        .setting("retryPausePeriodDuration", "1s");
  }

  private Trail younger() {
    stage.seconds(10);
    var younger = stage.submit(GangBuilder.ofJob("younger", 8, PodText.asking("1")));
    stage.seconds(10);
    assertThat(younger.phases()).containsExactly("Suspended");
    return younger;
  }

  private static long resets(Trail gang) {
    return Trees.number(gang.now(), 0, "status", "resettingCount");
  }

  @Test
  void gangThatIsHeldAndLetGoWhileItsPodsTerminateStartsBeforeTheYoungerOne() {
    var older =
        stage.submit(slow(GangBuilder.named("older").pod("old-0", SLOW).pod("old-1", SLOW)));
    stage.seconds(1);
    stage.submit(GangBuilder.ofJob("other", 6, PodText.asking("1")));
    var younger = younger();
    stage.suspend("older", true);
    stage.seconds(10);
    stage.suspend("older", false);
    stage.seconds(40);
    assertThat(older.phases()).endsWith("Suspending");
    assertThat(older.pods()).hasSize(2);
    stage.deleteGang("other");
    stage.seconds(60);

    assertThat(older.story())
        .containsExactly(
            "Suspended",
            "Resuming",
            "+old-0",
            "+old-1",
            "Running",
            "Suspending",
            "-old-0",
            "-old-1",
            "Suspended",
            "Resuming",
            "+old-0",
            "+old-1",
            "Running");
    assertThat(resets(older)).isZero();
    assertThat(younger.phases()).containsExactly("Suspended");
  }

  @Test
  void retryCountsOnceAndKeepsItsPlaceHoweverLongItsPodsTerminate() {
    var older =
        stage.submit(
            slow(
                GangBuilder.named("older")
                    .pod("fails", PodText.asking("2").running(30).behaving("exit-code", "1"))
                    .pod("slow", PodText.asking("6").behaving("ignore-deletion", "true"))));
    var younger = younger();
    stage.await(older, "Resetting", 60_000);
    for (int i = 0; i < 55; i++) {
      assertThat(older.phases()).endsWith("Resetting");
      assertThat(resets(older)).isEqualTo(1);
      assertThat(older.pods()).containsKey("slow");
      stage.seconds(1);
    }
    stage.seconds(20);

    assertThat(older.story())
        .containsExactly(
            "Suspended",
            "Resuming",
            "+fails",
            "+slow",
            "Running",
            "Resetting",
            "-fails",
            "-slow",
            "Resuming",
            "+fails",
            "+slow",
            "Running");
    assertThat(resets(older)).isEqualTo(1);
    assertThat(younger.phases()).containsExactly("Suspended");
  }
}
