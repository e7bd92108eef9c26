package dev.muster.webhook.http;

import dev.muster.scheduler.fuzz.Fuzzing;
import java.io.IOException;
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
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Sends a webhook bodies that nobody meant to write, and looks at the codes of its answers. */
final class FuzzedCalls {
  private static final Set<Integer> EXPECTED = Set.of(200, 400, 413);
  private static final int CALLERS = 8;

  private static final List<String> PATHS =
      List.of(
          StandingServer.CHECK,
          StandingServer.PODS,
          StandingServer.COMPLETE,
          StandingServer.HOLD,
          StandingServer.HOLD_EVERY,
          StandingServer.CONVERT);

  private FuzzedCalls() {}

  /** So many calls, with this seed, to a server of its own; ends with 1 at an unexpected answer. */
  public static void main(String[] calls) throws IOException, InterruptedException {
    int code = 0;
    try (var server = StandingServer.start((path, status, outcome, nanos) -> {})) {
      System.out.println(play(server.port(), Integer.parseInt(calls[0]), Long.parseLong(calls[1])));
    } catch (ExecutionException unexpected) {
      System.out.println(unexpected.getMessage());
      code = 1;
    }
    System.exit(code);
  }

  /**
   * How many answers there were of each code.
   *
   * @throws ExecutionException if one was none that is expected
   */
  static Map<Integer, Long> play(int port, int calls, long seed)
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
}
