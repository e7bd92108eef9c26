package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * R23: a scheduler that has just started does nothing to work that is over, and decides nothing
 * before it has seen everything.
 */
final class RestartTest {
  private static final PodText POD = PodText.asking("1");
  private final Stage stage = Stage.of("1x8cpu");
  private final Books books = new Books(stage);

  @Test
  void whatHasEndedIsNotWrittenAfterARestart() {
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    books.scheduler("one", life);
    stage.submit(GangBuilder.ofPods("succeeded", 2, POD.running(2)));
    stage.submit(
        GangBuilder.ofPods("gone", 2, POD.running(2)).setting("successTTLDuration", "10s"));
    stage.submit(GangBuilder.ofJob("failed", 2, POD.exiting(3)).setting("retryLimit", "0"));
    stage.submit(
        GangBuilder.ofJob("kept", 2, POD.exiting(3))
            .setting("retryLimit", "0")
            .setting("deletionOnFailureGracePeriodDuration", "10h"));
    stage.seconds(120);
    var phases =
        Map.of(
            "default/failed", "Failed",
            "default/gone", "Succeeded",
            "default/kept", "Failed",
            "default/succeeded", "Succeeded");
    assertThat(stage.phases()).isEqualTo(phases);
    int cycles = books.cycles();
    int before = stage.changes.size();

    life.kill();
    books.scheduler("two", new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING));
    stage.seconds(180);

    assertThat(books.cycles()).isGreaterThan(cycles);
    assertThat(stage.changes.subList(before, stage.changes.size()))
        .filteredOn(change -> change.user().equals(Stage.SCHEDULER))
        .extracting(change -> change.resource().kind() + " " + Trees.name(change.object()))
        .allMatch(what -> what.startsWith("Lease ") || what.equals("Cluster local"));
    assertThat(stage.phases()).isEqualTo(phases);
  }

  @Test
  void gangsThatCannotBeListedAreWaitedForAMinuteAndThoseThatMayNotBeForSeconds() {
    assertThat(secondsToRun(false)).isBetween(55L, 65L);
    assertThat(secondsToRun(true)).isBetween(4L, 10L);
  }

  private static long secondsToRun(boolean denied) {
    var stage = Stage.of("1x8cpu");
    var gang = stage.submit(GangBuilder.ofJob("waits", 3, POD));
    var api = new Lagging(stage.api(), stage.loop, 0).without("rayjobs", denied);
    stage.shell("one", new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING)).start();
    long since = stage.loop.monotonic();
    stage.await(gang, "Running", 120_000);
    return (stage.loop.monotonic() - since) / 1_000;
  }

  @Test
  void nothingIsDecidedBeforeEveryListIsThere() {
    var stranger = GangBuilder.podObject("stranger", PodText.asking("6"));
    Trees.map(stranger, "spec").put("nodeName", "node-00");
    var unused = stage.create(stranger);
    var gang = stage.submit(GangBuilder.ofJob("waits", 3, POD));
    var late = new Lagging(stage.api(), stage.loop, 20_000).only("pods");
    var life = new Life(stage.loop, late, 0, Life.Moment.BEFORE_SENDING);
    var shell = books.scheduler("one", life);
    stage.seconds(19);

    assertThat(shell.isLeader()).isTrue();
    assertThat(shell.missing()).containsExactly("pods");
    assertThat(books.cycles()).isZero();
    stage.seconds(30);

    assertThat(shell.missing()).isEmpty();
    assertThat(books.taken(0)).containsExactly(6_000L);
    assertThat(gang.phases()).containsExactly("Suspended");
  }
}
