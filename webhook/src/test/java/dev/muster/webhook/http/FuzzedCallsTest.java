package dev.muster.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.fuzz.Fuzzing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Bodies that anybody may have written, over the wire: each is answered or refused, soon, and
 * nothing of it stays. {@code -Dmuster.fuzz.calls=1000000} sends as many.
 */
final class FuzzedCallsTest {
  private static final int CALLS = Integer.getInteger("muster.fuzz.calls", 4_000);
  private static final Set<Integer> EXPECTED = Set.of(200, 400, 413);
  private static final int CALLERS = 8;
  private static final long SEED = 20261128;
  private static final long MOST_LEFT_BYTES = 16 << 20;

  private static final List<String> PATHS =
      List.of(
          StandingServer.CHECK,
          StandingServer.PODS,
          StandingServer.COMPLETE,
          StandingServer.HOLD,
          StandingServer.HOLD_EVERY,
          StandingServer.CONVERT);

  private final AtomicLong slowest = new AtomicLong();

  @Test
  void everyBodyIsAnsweredOrRefusedAndNothingOfItStays() throws Exception {
    try (var server = StandingServer.start((path, code, outcome, nanos) -> slower(nanos))) {
      play(server.port(), CALLS / 10, SEED - 1);
      long before = used();
      var codes = play(server.port(), CALLS, SEED);
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

  /** How many answers there were of each code. */
  private static Map<Integer, Long> play(int port, int calls, long seed)
      throws InterruptedException, ExecutionException {
    var codes = new ConcurrentHashMap<Integer, Long>();
    try (var threads = Executors.newFixedThreadPool(CALLERS)) {
      List<Callable<Void>> callers =
          IntStream.range(0, CALLERS)
              .<Callable<Void>>mapToObj(
                  i -> () -> call(port, calls / CALLERS, seed + 100L * i, codes))
              .toList();
      for (Future<Void> ended : threads.invokeAll(callers)) {
        ended.get();
      }
    }
    return new TreeMap<>(codes);
  }

  private static Void call(int port, int calls, long seed, Map<Integer, Long> codes)
      throws IOException {
    var reviews = Fuzzing.changed(ForeignBytesTest.REVIEW, seed);
    var conversions = Fuzzing.changed(ForeignBytesTest.CONVERSION, seed);
    try (var caller = new Caller(port)) {
      for (int i = 0; i < calls; i++) {
        var path = PATHS.get(i % PATHS.size());
        Supplier<byte[]> bodies = path.equals(StandingServer.CONVERT) ? conversions : reviews;
        var body = bodies.get();
        int code = i % 7 == 0 ? caller.postInPieces(path, body) : caller.post(path, body);
        if (!EXPECTED.contains(code)) {
          throw new AssertionError(
              code + " at " + path + " for " + Base64.getEncoder().encodeToString(body));
        }
        codes.merge(code, 1L, Long::sum);
      }
    }
    return null;
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
