package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.LocalPage;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.webhook.TestWebhook;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./muster bench} beside a scheduler that is a process of its own, and past the webhook. */
@Tag(TestServer.BOTH)
final class BenchSchedulerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Path folder;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static TestServer server;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static TestWebhook webhook;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Program scheduler;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static URI metrics;

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.operated("2x8gpu");
    var port = Integer.toString(LocalPage.freePort());
    metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    new Bench(folder, server).write("admin", server.kubeconfig());
    scheduler =
        Program.java(
            folder,
            "-cp",
            Program.jar().toString(),
            "dev.muster.scheduler.SchedulerMain",
            "--kubeconfig",
            "admin",
            "--namespace",
            "kube-system",
            "--http-port",
            port);
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> read().contains("muster_leader 1"));
    webhook = new TestWebhook(server, "kube-system", "", TestWebhook.Scope.ALL);
    webhook.awaitHolding();
  }

  private static String read() throws IOException {
    try (var stream = metrics.toURL().openStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void end() {
    scheduler.close();
    webhook.close();
    server.close();
  }

  @AfterEach
  void nothingIsLeft() {
    new Bench(folder, server).assertNothingIsLeft();
  }

  @Test
  void gangsAreFollowedUntilTheySucceedAndTheSchedulersMetricsTellWhatItTook() throws IOException {
    try (var run =
        new Bench(folder, server)
            .type(
                "-o",
                "json",
                "--gangs",
                "3",
                "--shape",
                "2x1cpu",
                "--run",
                "1",
                "--metrics",
                metrics.toString())) {
      var report = Bench.report(run, 0);

      assertThat(report.at("/bound/gangs").intValue()).isEqualTo(3);
      assertThat(report.at("/succeeded/gangs").intValue()).isEqualTo(3);
      assertThat(report.at("/succeeded/seconds").doubleValue()).isGreaterThanOrEqualTo(1);
      assertThat(report.at("/scheduler/source").textValue()).isEqualTo("metrics");
      assertThat(report.at("/scheduler/cpuMillis").longValue()).isPositive();
      assertThat(report.at("/scheduler/peakBytes").longValue()).isGreaterThan(1 << 20);
      assertThat(report.at("/scheduler/apiCalls/PATCH 200").longValue()).isGreaterThan(3);
      assertThat(report.at("/scheduler/apiCalls/POST 200").longValue()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void admissionsAloneAreMeasuredAndTheSystemTellsWhatTheSchedulerTook() {
    try (var run =
        new Bench(folder, server)
            .type(
                "--gangs",
                "2",
                "--shape",
                "2x1cpu",
                "--every",
                "50ms",
                "--no-pods",
                "--scheduler-pid",
                Long.toString(scheduler.pid()))) {
      assertThat(run.exit()).as(() -> Bench.errors(run)).isZero();

      assertThat(run.out())
          .contains("2 gangs of 2x1cpu, every 50 ms")
          .anyMatch(line -> line.startsWith("admitted   2 gangs in "))
          .anyMatch(line -> line.matches("scheduler  \\d+\\.\\d+ s of CPU, [1-9]\\d* MiB at most"))
          .noneMatch(line -> line.startsWith("bound") || line.startsWith("again"));
    }
  }

  @Test
  void aSchedulerThatIsNotWhereItShouldBeIsNamed() {
    try (var run = new Bench(folder, server).type("--metrics", "http://127.0.0.1:1/metrics")) {
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.outText()).isEmpty();
      assertThat(Bench.errors(run))
          .contains("cannot read the scheduler's metrics at http://127.0.0.1:1/metrics")
          .contains("fix: ")
          .doesNotContain("\tat ");
    }
  }
}
