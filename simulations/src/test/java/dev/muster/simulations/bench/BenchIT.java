package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.scheduler.Scheduler;
import dev.muster.scheduler.SchedulerConfig;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./muster bench} as it is typed, against a scheduler in this process. */
@Tag(TestServer.BOTH)
final class BenchIT {
  @TempDir private Path folder;

  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  private static SchedulerConfig config() {
    return switch (SchedulerConfig.read("test", "")) {
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

  private Program bench(TestServer server, String... arguments) throws IOException {
    Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
    var all = new ArrayList<>(List.of("bench", "--kubeconfig", "kubeconfig", "-o", "json"));
    all.addAll(List.of(arguments));
    return Program.muster(folder, all.toArray(String[]::new));
  }

  private static JsonNode report(Program program) throws JsonProcessingException {
    return new ObjectMapper().readTree(program.outText());
  }

  private static void assertNothingIsLeft(TestServer server) {
    for (var kind :
        List.of("AppWrapper:workload.codeflare.dev/v1beta2", "Job:batch/v1", "Pod:v1")) {
      var parts = kind.split(":", 2);
      assertThat(server.list(parts[1], parts[0])).as(kind).isEmpty();
    }
    assertThat(server.list("v1", "Node")).isEmpty();
  }

  @Test
  void everyGangIsFollowedUntilItsPodsHaveNodesAndThenAllIsRemoved() throws IOException {
    try (var server = TestServer.start("");
        var scheduler = schedule(server);
        var bench = bench(server, "--gangs", "10", "--nodes", "4x8gpu", "--rate-calls", "20")) {
      assertThat(bench.exit()).as(() -> String.join("\n", bench.err())).isZero();
      var report = report(bench);
      assertThat(report.at("/bench/complete").booleanValue()).isTrue();
      assertThat(report.at("/admitted/gangs").intValue()).isEqualTo(10);
      assertThat(report.at("/bound/gangs").intValue()).isEqualTo(10);
      assertThat(report.at("/server/0/statusPatchesPerSecond").doubleValue()).isPositive();
      assertThat(report.at("/admitted/shareOfStatusPatchRate").doubleValue()).isPositive();
      assertThat(report.at("/writesPerGang/queuedToAdmitted/max").intValue()).isEqualTo(1);
      assertThat(report.at("/writesPerGang/queuedToBound/max").intValue()).isBetween(1, 3);
      assertThat(report.at("/besides/children").intValue()).isEqualTo(10);
      assertThat(report.at("/millis/createToAdmitted/p50").doubleValue()).isPositive();
      assertNothingIsLeft(server);
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void gangsThatDoNotComeInTimeAreToldAndRemoved() throws IOException {
    try (var server = TestServer.start("");
        var bench =
            bench(
                server, "--gangs", "3", "--nodes", "1x8gpu", "--rate-calls", "0", "--for", "2s")) {
      assertThat(bench.exit()).as(() -> String.join("\n", bench.err())).isEqualTo(1);
      assertThat(report(bench).at("/bench/complete").booleanValue()).isFalse();
      assertThat(report(bench).at("/admitted/gangs").intValue()).isZero();
      assertThat(bench.err()).anyMatch(line -> line.contains("within 2s"));
      assertNothingIsLeft(server);
    }
  }
}
