package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.webhook.TestWebhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scheduler as a process that is killed again and again while gangs come and go, and once is
 * frozen until another one leads. The server lives on; nobody else notices.
 */
@Tag(TestServer.BOTH)
final class SigkillIT {
  private static final int KILLS = TestServer.isReal() ? 5 : 20;
  private static final int FROZEN = KILLS / 2;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** On a slow machine a gang whose pods wait for the next leader may have to be tried again. */
  private static final String CONFIG =
      """
      appwrapper:
        userRBACAdmissionCheck: false
        faultTolerance: {resetPause: 1s, retryLimit: 20}
      muster:
        sweepPeriod: 5s
        leaderElection:
          leaseNamespace: kube-system
          leaseDuration: 3s
          renewDeadline: 2s
          retryPeriod: 300ms
      """;

  /**
   * Pods are held through the time between two leaders, too, so that whatever is found wrong is the
   * schedulers' doing. That pods start without one while nobody leads has tests of its own.
   */
  private static final String WEBHOOK_CONFIG =
      """
      muster:
        leaderElection: {leaseNamespace: kube-system, leaseDuration: 3m, renewDeadline: 2m, retryPeriod: 200ms}
      """;

  @TempDir private Path folder;

  private final Random random = new Random(20);
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadLoop users = new ThreadLoop("users", Clock.systemUTC(), failures::add);
  private final TestServer server = TestServer.operated("4x8gpu");
  private final Chronicle chronicle = new Chronicle(server);
  private final TestWebhook webhook = new TestWebhook(server, "kube-system", WEBHOOK_CONFIG);
  private int lives;

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(folder.resolve("config.yaml"), CONFIG);
    Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
  }

  @AfterEach
  void close() {
    users.close();
    webhook.close();
    chronicle.close();
    server.close();
  }

  @Test
  void killedAgainAndAgainNothingIsLostAndNothingIsDoneTwice() {
    var traffic = new Traffic(server, users, new Random(1));
    try (var first = start()) {
      awaitLeading(first);
      webhook.awaitHolding();
      users.post(traffic::start);
    }
    for (int kill = 2; kill <= KILLS; kill++) {
      liveAndDie(kill);
    }
    var expected = traffic.stop();
    try (var last = new Supervisor(this::start)) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> {
            last.look();
            assertThat(Remains.of(server, expected)).isEmpty();
          });
    }
    assertThat(failures).isEmpty();
    assertThat(expected).hasSizeGreaterThan(KILLS);
    var report = chronicle.judged();
    assertThat(report.violations()).isEmpty();
    assertThat(report.violationCount() + report.partialAdmissions() + report.overcommits())
        .isZero();
    assertThat(report.writes()).isGreaterThan(10L * expected.size());
    assertThat(report.checked()).isGreaterThanOrEqualTo(report.writes());
    assertThat(Remains.madeTwice(chronicle.changes())).isEmpty();
    assertThat(term()).isGreaterThanOrEqualTo(KILLS * 3L / 4);
  }

  /** Most die some time after they lead, every fourth some time after it was started. */
  private void liveAndDie(int kill) {
    try (var doomed = start()) {
      if (kill % 4 == 0) {
        pass(random.nextInt(4_000));
        return;
      }
      awaitLeading(doomed);
      pass(random.nextInt(2_500));
      if (kill == FROZEN) {
        freeze(doomed);
      }
    }
  }

  /** One that sleeps through the end of its lease harms nobody when it wakes up. */
  private void freeze(Program first) {
    first.signal("STOP");
    try (var second = start()) {
      awaitLeading(second);
      first.signal("CONT");
      assertThat(first.exit()).isEqualTo(1);
      assertThat(first.err()).last().asString().contains("lease was lost");
      pass(random.nextInt(2_500));
    }
  }

  private Program start() {
    lives++;
    return LiveStage.scheduler(
        folder,
        "--config",
        "config.yaml",
        "--kubeconfig",
        "kubeconfig",
        "--identity",
        "life-" + lives,
        "--http-port",
        "0");
  }

  /** Waits until the one that was started last leads, or has ended on a machine that stalls. */
  private void awaitLeading(Program program) {
    var mine = "life-" + lives + "_";
    await().atMost(PATIENCE).until(() -> leader().startsWith(mine) || !program.isAlive());
  }

  private String leader() {
    return server
        .find("coordination.k8s.io/v1", "Lease", "kube-system/muster-scheduler")
        .map(lease -> Trees.text(lease, "spec", "holderIdentity"))
        .orElse("");
  }

  private static void pass(int millis) {
    await().pollDelay(Duration.ofMillis(millis)).atMost(PATIENCE).until(() -> true);
  }

  private long term() {
    var local = server.get("muster.dev/v1", "Cluster", "local");
    return Trees.number(local, 0, "status", "ledger", "term");
  }
}
