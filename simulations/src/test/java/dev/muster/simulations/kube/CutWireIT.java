package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.webhook.TestWebhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two schedulers as processes, each behind a {@link FaultyWire}: while gangs come, the wires fail
 * in all the ways they can. Then they are mended, and all must end. The server, the webhook and
 * whoever watches have good wires.
 *
 * <p>{@code -Dmuster.wire.seeds=0..19} plays other seeds than the usual ones.
 */
@Tag(TestServer.BOTH)
final class CutWireIT {
  private static final String SEEDS = System.getProperty("muster.wire.seeds", "0..2");

  /** The lease of odd seeds does not outlast a long stall, so that there is a change of leaders. */
  private static final List<String> LEASES =
      List.of(
          "{leaseNamespace: kube-system, leaseDuration: 14s, renewDeadline: 12s, retryPeriod: 500ms}",
          "{leaseNamespace: kube-system, leaseDuration: 5s, renewDeadline: 4s, retryPeriod: 500ms}");

  private static final String CONFIG =
      """
      appwrapper:
        userRBACAdmissionCheck: false
        faultTolerance: {resetPause: 1s, retryLimit: 20}
      muster:
        sweepPeriod: 5s
        writes: {timeout: 1s}
        leaderElection: %s
      """;

  /**
   * Pods are held though nobody leads for a while: what is found wrong is the schedulers' doing.
   */
  private static final String WEBHOOK_CONFIG =
      """
      muster:
        leaderElection: {leaseNamespace: kube-system, leaseDuration: 3m, renewDeadline: 2m, retryPeriod: 200ms}
      """;

  @TempDir private Path folder;

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadLoop weather = new ThreadLoop("weather", Clock.systemUTC(), failures::add);
  private final TestServer server = TestServer.operated("4x8gpu");
  private final TestWebhook webhook = new TestWebhook(server, "kube-system", WEBHOOK_CONFIG);

  @AfterEach
  void close() {
    weather.close();
    webhook.close();
    server.close();
  }

  @Test
  void whateverTheWiresDoEveryGangEndsAndNothingIsDoneTwice() throws IOException {
    var struck = new EnumMap<WireFault, Integer>(WireFault.class);
    var words = new ArrayList<String>();
    long givenUp = 0;
    for (long seed : seeds()) {
      var lease = LEASES.get((int) (seed % LEASES.size()));
      Files.writeString(folder.resolve("config.yaml"), CONFIG.formatted(lease));
      try (var play = new CutWirePlay(server, folder, weather, seed)) {
        play.run(webhook::awaitHolding);
        System.out.println("wire: " + play.line());
        play.struck().forEach((fault, times) -> struck.merge(fault, times, Integer::sum));
        words.addAll(play.words());
        givenUp += play.givenUp();
      }
    }
    assertThat(failures).isEmpty();
    assertThat(struck).as("or nothing is shown of those").containsOnlyKeys(WireFault.values());
    assertThat(givenUp).as("calls that were given up").isPositive();
    assertThat(words).as("watches that broke").anyMatch(line -> line.contains("action=\"watch\""));
  }

  private static List<Long> seeds() {
    var ends = SEEDS.split("\\.\\.");
    long last = Long.parseLong(ends[ends.length - 1]);
    return LongStream.rangeClosed(Long.parseLong(ends[0]), last).boxed().toList();
  }
}
