package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private static final GangTemplate TEMPLATE =
      Shape.parse("3x1cpu").asGangs(new Shape.Pods(false, false, -1, "busybox"));

  private long now = 10;
  private final Tally tally = new Tally(TEMPLATE, () -> now);

  @BeforeEach
  void send() {
    tally.sent("a");
    tally.sent("b");
  }

  private static Map<String, @Nullable Object> pod(String gang, String uid, String phase) {
    return Trees.object(
        "metadata",
        Trees.object("name", uid, "uid", uid, "labels", Trees.object(Labels.GANG, gang)),
        "spec",
        Trees.object("nodeName", "node"),
        "status",
        Trees.object("phase", phase));
  }

  private void put(String gang, String... uids) {
    for (var uid : uids) {
      tally.pods().accept(new WatchEvent.Put(pod(gang, uid, "Running")));
    }
  }

  private void assertBound(int gangs, int pods) {
    assertThat(tally.count(BenchOptions.End.BOUND)).isEqualTo(gangs);
    assertThat(tally.boundPods()).isEqualTo(pods);
  }

  @Test
  void aGangIsBoundWhenAllItsPodsHaveNodesAtTheSameTime() {
    put("a", "a1", "a2");
    put("b", "b1");
    assertBound(0, 3);

    put("a", "a3");

    assertBound(1, 4);
  }

  @Test
  void podsOfAnAttemptThatWasGivenUpDoNotCount() {
    put("a", "a1", "a2");
    for (var gone : List.of("a1", "a2")) {
      tally.pods().accept(new WatchEvent.Gone(pod("a", gone, "Running")));
    }
    put("a", "a3");

    assertBound(0, 1);
    put("a", "a4", "a5");
    assertBound(1, 3);
  }

  @Test
  void aPodThatGoesOrFailedHasNoNodeForItsGang() {
    put("a", "a1", "a2");
    var going = pod("a", "a1", "Running");
    Trees.map(going, "metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
    tally.pods().accept(new WatchEvent.Put(going));
    tally.pods().accept(new WatchEvent.Put(pod("a", "a2", "Failed")));

    put("a", "a3");

    assertBound(0, 1);
  }

  @Test
  void aPodThatSucceededHadItsNode() {
    put("a", "a1", "a2");
    tally.pods().accept(new WatchEvent.Put(pod("a", "a1", "Succeeded")));

    put("a", "a3");

    assertBound(1, 3);
  }

  @Test
  void aPodThatWentWhileTheWatchWasBrokenDoesNotCount() {
    put("a", "a1", "a2");
    tally.pods().accept(new WatchEvent.Broken("cut"));
    tally.pods().accept(new WatchEvent.Relisting());
    put("a", "a2");
    tally.pods().accept(new WatchEvent.Listed("7"));

    put("a", "a3");

    assertBound(0, 2);
  }

  @Test
  void whatWasBoundOnceStaysSo() {
    put("a", "a1", "a2", "a3");
    long boundAt = tally.times().getFirst().boundAt();
    now = 20;

    tally.pods().accept(new WatchEvent.Gone(pod("a", "a1", "Running")));
    put("a", "a4");

    assertBound(1, 3);
    assertThat(tally.times().getFirst().boundAt()).isEqualTo(boundAt);
  }
}
