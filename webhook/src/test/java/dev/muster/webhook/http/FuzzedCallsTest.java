package dev.muster.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Bodies that anybody may have written, over the wire: each is answered or refused, soon, and
 * nothing of it stays. {@code -Dmuster.fuzz.calls=1000000} sends as many.
 */
final class FuzzedCallsTest {
  private static final int CALLS = Integer.getInteger("muster.fuzz.calls", 4_000);
  private static final long SEED = 20261128;
  private static final long MOST_LEFT_BYTES = 16 << 20;

  private final AtomicLong slowest = new AtomicLong();

  @Test
  void everyBodyIsAnsweredOrRefusedAndNothingOfItStays() throws Exception {
    try (var server = StandingServer.start((path, code, outcome, nanos) -> slower(nanos))) {
      FuzzedCalls.play(server.port(), CALLS / 10, SEED - 1);
      long before = used();
      var codes = FuzzedCalls.play(server.port(), CALLS, SEED);
      long after = used();

      System.out.printf(
          "%d fuzzed calls: %s; heap %d KiB before, %d KiB after; slowest %d ms%n",
          CALLS, codes, before >> 10, after >> 10, slowest.get() / 1_000_000);
      assertThat(codes.keySet()).contains(200, 400);
      assertThat(after - before).isLessThan(MOST_LEFT_BYTES);
      try (var caller = new Caller(server.port())) {
        var good = ForeignBytesTest.REVIEW.inputs().getFirst();
        assertThat(caller.post(StandingServer.CHECK, good)).isEqualTo(200);
      }
    }
  }

  private void slower(long nanos) {
    slowest.accumulateAndGet(nanos, Math::max);
  }

  private static long used() {
    var memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      memory.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}
