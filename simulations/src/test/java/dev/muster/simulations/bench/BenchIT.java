package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.Scheduler;
import dev.muster.scheduler.SchedulerConfig;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./muster bench} against a scheduler in this process, and against none. */
@Tag(TestServer.BOTH)
final class BenchIT {
  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: ${name}
        labels: {given: "${bench}.${namespace}"}
      spec:
        suspend: false
        parallelism: 2
        completions: 2
        template:
          metadata:
            labels: {bench.muster.dev/run: "${bench}", bench.muster.dev/gang: "${name}"}
          spec:
            restartPolicy: Never
            nodeSelector: {bench.muster.dev/run: "${bench}"}
            tolerations: [{key: bench.muster.dev/run, operator: Exists}]
            containers:
            - name: main
              image: none
              resources: {requests: {cpu: "1"}}
      """;

  @TempDir private Path folder;

  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  private static SchedulerConfig config() {
    return switch (SchedulerConfig.read("test", "appwrapper: {userRBACAdmissionCheck: false}")) {
      case SchedulerConfig.Result.Accepted accepted -> accepted.config();
      case SchedulerConfig.Result.Refused refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  private Scheduler schedule(TestServer server) {
    return Scheduler.start(
        config(),
        new Scheduler.Start(
            new Connection.Kubeconfig(server.kubeconfig()), "one", "kube-system", -1, "test"),
        Clock.systemUTC(),
        failures::add);
  }

  @Test
  void everyGangIsFollowedUntilItsPodsHaveNodesAndThenAllIsRemoved() throws IOException {
    try (var server = TestServer.start("");
        var scheduler = schedule(server)) {
      var bench = new Bench(folder, server);
      try (var run =
          bench.type("-o", "json", "--gangs", "10", "--nodes", "4x8gpu", "--rate-calls", "20")) {
        var report = Bench.report(run, 0);
        assertThat(report.at("/bench/complete").booleanValue()).isTrue();
        assertThat(report.at("/admitted/gangs").intValue()).isEqualTo(10);
        assertThat(report.at("/bound/gangs").intValue()).isEqualTo(10);
        assertThat(report.at("/triedAgain/gangs").intValue()).isZero();
        assertThat(report.at("/server/0/statusPatchesPerSecond").doubleValue()).isPositive();
        assertThat(report.at("/admitted/shareOfStatusPatchRate").doubleValue()).isPositive();
        assertThat(report.at("/writesPerGang/queuedToAdmitted/max").intValue()).isEqualTo(1);
        assertThat(report.at("/writesPerGang/queuedToBound/max").intValue()).isBetween(1, 3);
        assertThat(report.at("/besides/children").intValue()).isEqualTo(10);
        assertThat(report.at("/millis/createToAdmitted/p50").doubleValue()).isPositive();
      }
      bench.assertNothingIsLeft();
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void gangsThatDoNotComeInTimeAreToldAndRemoved() throws IOException {
    try (var server = TestServer.start("")) {
      var bench = new Bench(folder, server);
      try (var run = bench.type("-o", "json", "--gangs", "3", "--nodes", "1x8gpu", "--for", "2s")) {
        var report = Bench.report(run, 1);
        assertThat(report.at("/bench/complete").booleanValue()).isFalse();
        assertThat(report.at("/admitted/gangs").intValue()).isZero();
        assertThat(run.err()).anyMatch(line -> line.contains("within 2s"));
      }
      bench.assertNothingIsLeft();
    }
  }

  @Test
  void objectsOfAnyKindAreMeasuredByATemplate() throws IOException {
    try (var server = TestServer.start("")) {
      var bench = new Bench(folder, server);
      bench.write("job.yaml", JOB);
      try (var run =
          bench.type(
              "-o",
              "json",
              "--gangs",
              "4",
              "--every",
              "50ms",
              "--nodes",
              "1x8gpu",
              "--template",
              "job.yaml",
              "--admitted",
              ".spec.suspend=false",
              "--pods-per-gang",
              "2")) {
        var report = Bench.report(run, 0);
        assertThat(report.at("/bench/shape").textValue()).isEqualTo("job.yaml");
        assertThat(report.at("/bench/everyMillis").intValue()).isEqualTo(50);
        assertThat(report.at("/admitted/gangs").intValue()).isEqualTo(4);
        assertThat(report.at("/admitted/seconds").doubleValue()).isGreaterThanOrEqualTo(0.15);
        assertThat(report.at("/bound/gangs").intValue()).isEqualTo(4);
        assertThat(report.at("/besides/children").intValue()).isEqualTo(4);
      }
      bench.assertNothingIsLeft();
    }
  }
}
