package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.act.Shell;
import dev.muster.simulations.kube.GangBuilder.PodText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is taken, over the whole life of a gang: right after each step of it, the same as somebody
 * works out who knows only what is stored, and not one CPU more or less for a change of scheduler.
 * (R07, R09, R10, R28: docs/reliability.md says what went wrong elsewhere.)
 */
final class UsageTest {
  private static final PodText POD = PodText.asking("2");
  private final Stage stage = Stage.of("2x8cpu");
  private final Books books = new Books(stage);
  private Life life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
  private Shell shell = books.scheduler("life-0", life);
  private int lives = 1;

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  /** Compares every second what is kept with what is worked out anew. */
  private void seconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      stage.loop.runFor(999);
      var anew = books.anew();
      if (stage.intents().isEmpty() && books.cycles() > 0) {
        assertThat(books.kept()).isEqualTo(anew);
      }
    }
  }

  private void begin() {
    life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    shell = books.scheduler("life-" + lives++, life);
    seconds(2);
  }

  /** R28. */
  @Test
  void gangThatSucceedsIsChargedFromItsAdmissionToItsSuccess() {
    seconds(2);
    stage.submit(
        GangBuilder.named("g")
            .pod("short", POD.running(5))
            .pod("long", POD.running(20))
            .setting("successTTLDuration", "10s"));
    seconds(60);
    stage.deleteGang("g");
    seconds(10);

    assertThat(books.lines("g"))
        .containsExactly(
            "none 0",
            " 0",
            "Suspended 0",
            "Resuming 4000",
            "Running 4000",
            "Succeeded 0",
            "Terminating 0",
            "none 0");
  }

  /** R28. */
  @Test
  void gangThatIsTriedAgainIsChargedUntilItHasFailedAndItsPodsAreGone() {
    seconds(2);
    stage.submit(
        GangBuilder.named("g")
            .pod("ends-well", POD.running(1))
            .pod("fails", POD.running(5).behaving("exit-code", "1"))
            .pod("lasts", POD)
            .setting("retryLimit", "1")
            .setting("retryPausePeriodDuration", "5s")
            .setting("failureGracePeriodDuration", "2s")
            .setting("deletionOnFailureGracePeriodDuration", "30s"));
    seconds(90);

    assertThat(books.lines("g"))
        .containsExactly(
            "none 0",
            " 0",
            "Suspended 0",
            "Resuming 6000",
            "Running 6000",
            "Resetting 6000",
            "Resuming 6000",
            "Running 6000",
            "Failed 6000",
            "Failed 0");
  }

  /** R28. */
  @Test
  void gangThatIsHeldLetGoAndDeletedIsChargedWhileItHasPodsAndNotAMomentLonger() {
    seconds(2);
    stage.submit(GangBuilder.ofJob("g", 3, POD));
    seconds(10);
    stage.suspend("g", true);
    seconds(10);
    stage.suspend("g", false);
    seconds(10);
    stage.deleteGang("g");
    seconds(10);

    assertThat(books.lines("g"))
        .containsExactly(
            "none 0",
            " 0",
            "Suspended 0",
            "Resuming 6000",
            "Running 6000",
            "Suspending 6000",
            "Suspended 0",
            "Resuming 6000",
            "Running 6000",
            "Terminating 6000",
            "Terminating 0",
            "none 0");
  }

  /** R07. */
  @Test
  void podsThatFinishedBeforeARetryAndARestartAreStillCharged() {
    seconds(2);
    var gang =
        stage.submit(
            GangBuilder.named("g")
                .pod("ends-a", POD.running(2))
                .pod("ends-b", POD.running(2))
                .pod("fails", POD.running(60).behaving("exit-code", "1"))
                .setting("retryLimit", "1")
                .setting("retryPausePeriodDuration", "1s")
                .setting("failureGracePeriodDuration", "0s"));
    seconds(70);
    assertThat(gang.phases())
        .containsExactly("Suspended", "Resuming", "Running", "Resetting", "Resuming", "Running");
    assertThat(gang.pods())
        .isEqualTo(Map.of("ends-a", "Succeeded", "ends-b", "Succeeded", "fails", "Running"));

    int cycles = books.cycles();
    end(true);
    begin();
    stage.seconds(20);
    assertThat(books.cycles()).isGreaterThan(cycles);

    assertThat(books.kept()).isEqualTo(Map.of("node-00", 6_000L, "node-01", 0L));
    assertThat(books.anew()).isEqualTo(books.kept());
  }

  /** R09: killed and told to end by turns. */
  @Test
  void aHundredRestartsChangeNothingOfWhatIsTaken() {
    seconds(2);
    stage.submit(GangBuilder.ofJob("runs", 2, POD));
    stage.submit(GangBuilder.named("half").pod("ended", POD.running(1)).pod("lasts", POD));
    stage.submit(GangBuilder.ofJob("over", 1, POD.running(1)));
    stage.submit(
        GangBuilder.ofPods("stuck", 1, POD.behaving("stuck", "true"))
            .setting("warmupGracePeriodDuration", "20h"));
    stage.submit(GangBuilder.ofJob("waits", 4, POD));
    stage.submit(GangBuilder.ofJob("held", 1, POD).spec("suspend", true));
    seconds(20);
    var before = books.kept();
    var phases = stage.phases();
    assertThat(before.values().stream().mapToLong(n -> n).sum()).isEqualTo(10_000);

    for (int i = 0; i < 100; i++) {
      int cycles = books.cycles();
      end(i % 2 == 0);
      begin();
      stage.seconds(20);
      assertThat(books.cycles()).as("cycles after restart %d", i).isGreaterThan(cycles);
      assertThat(books.kept()).as("after restart %d", i).isEqualTo(before);
    }
    assertThat(stage.phases()).isEqualTo(phases);
  }

  private void end(boolean killed) {
    if (killed) {
      life.kill();
    } else {
      shell.stop(life::kill);
      stage.seconds(1);
      assertThat(life.isOver()).isTrue();
    }
  }

  /** R10. */
  @Test
  void atNoInstantOfARetryIsThereRoomForWhoWaits() {
    seconds(2);
    var retried =
        stage.submit(
            GangBuilder.ofJob("retried", 8, POD.running(5).behaving("exit-code", "1"))
                .setting("retryLimit", "2")
                .setting("retryPausePeriodDuration", "5s")
                .setting("failureGracePeriodDuration", "0s"));
    stage.await(retried, "Running", 10_000);
    var rival = stage.submit(GangBuilder.ofJob("rival", 1, POD.running(5)));
    int from = books.cycles();
    stage.await(retried, "Failed", 120_000);
    assertThat(retried.phases()).filteredOn("Resetting"::equals).hasSize(2);
    assertThat(rival.phases()).containsExactly("Suspended");
    assertThat(books.taken(from)).isEqualTo(List.of(16_000L));

    seconds(30);
    assertThat(rival.phases()).endsWith("Succeeded");
  }
}
