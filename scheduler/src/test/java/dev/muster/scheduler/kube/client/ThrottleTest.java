package dev.muster.scheduler.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.Rank;
import dev.muster.scheduler.kube.ManualLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
  private final ManualLoop loop = new ManualLoop();
  private final List<Integer> sent = new ArrayList<>();

  private void submit(Throttle throttle, boolean write, int calls) {
    for (int i = 0; i < calls; i++) {
      int call = i;
      throttle.submit(Rank.USUAL, write, () -> sent.add(call));
    }
  }

  @Test
  void noMoreCallsAreUnderWayThanAllowedAndTheOthersComeInOrder() {
    var throttle = new Throttle(loop, new Limits(3, 1_000, 1_000, 1));

    submit(throttle, false, 5);
    assertThat(sent).containsExactly(0, 1, 2);
    throttle.done(false, 0);
    assertThat(sent).containsExactly(0, 1, 2, 3);
    throttle.done(false, 0);
    throttle.done(false, 0);
    assertThat(sent).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void writesComeInABurstAndThenAtTheirRate() {
    var throttle = new Throttle(loop, new Limits(10_000, 10, 5, 1));

    submit(throttle, true, 100);
    assertThat(sent).hasSize(5);
    loop.runFor(1_000);
    assertThat(sent).hasSize(15);
    loop.runFor(2_000);
    assertThat(sent).hasSize(35);
  }

  @Test
  void overloadHalvesTheRateAndQuietTimeGivesItBack() {
    var throttle = new Throttle(loop, new Limits(100_000, 100, 1, 1));
    submit(throttle, true, 100_000);
    throttle.done(true, 0);

    int before = sent.size();
    loop.runFor(10_000);
    assertThat(sent.size() - before).isBetween(495, 505);
    loop.runFor(100_000);
    int recovered = sent.size();
    loop.runFor(1_000);
    assertThat(sent.size() - recovered).isBetween(99, 101);
  }

  @Test
  void aBurstThatIsRefusedAsAWholeHalvesTheRateOnce() {
    var throttle = new Throttle(loop, new Limits(100_000, 100, 1, 1));
    submit(throttle, true, 100_000);
    long sentAt = loop.monotonic();
    loop.runFor(1);
    for (int i = 0; i < 32; i++) {
      throttle.done(true, sentAt);
    }

    int before = sent.size();
    loop.runFor(9_000);
    assertThat(sent.size() - before).isBetween(445, 455);

    throttle.done(true, loop.monotonic());
    int later = sent.size();
    loop.runFor(9_000);
    assertThat(sent.size() - later).isBetween(220, 230);
  }
}
