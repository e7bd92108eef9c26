package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler's process from its first word to its last. */
final class SchedulerMainIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CONFIG = "muster: {leaderElection: {leaseNamespace: kube-system}}\n";

  @TempDir private Path folder;

  private record Page(int code, String text) {}

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Code 0 while nobody answers. */
  private static Page page(int port, String path) {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + port + path);
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
      var response = client.send(request, BodyHandlers.ofString());
      return new Page(response.statusCode(), response.body());
    } catch (IOException notYet) {
      return new Page(0, String.valueOf(notYet.getMessage()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static void awaitPage(int port, String path, Page expected) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(page(port, path)).isEqualTo(expected));
  }

  private static String errors(Program program) {
    return String.join("\n", program.err());
  }

  @Test
  void helpNamesEveryOption() {
    try (var help = LiveStage.scheduler(folder, "--help")) {
      assertThat(help.exit()).isZero();
      assertThat(help.outText())
          .contains("--config", "--kubeconfig", "--namespace", "--identity", "--http-port")
          .contains("Exit:");
      assertThat(help.err()).isEmpty();
    }
  }

  @Test
  void aWrongConfigurationIsRefusedWithFileAndLine() throws IOException {
    Files.writeString(folder.resolve("wrong.yaml"), "muster:\n  placement: maybe\n  prot: 1\n");
    try (var refused = LiveStage.scheduler(folder, "--config", "wrong.yaml")) {
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(errors(refused))
          .contains("error: wrong.yaml:2: muster.placement: \"maybe\" is none of auto, exact, off")
          .contains("wrong.yaml:3: ")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    Files.writeString(folder.resolve("garbage"), "][");
    for (var arguments :
        Map.of("--config", "nowhere.yaml", "--kubeconfig", "garbage", "--http-port", "many")
            .entrySet()) {
      try (var refused = LiveStage.scheduler(folder, arguments.getKey(), arguments.getValue())) {
        assertThat(refused.exit()).as(arguments.toString()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(errors(refused)).doesNotContain("\tat ").isNotBlank();
      }
    }
  }

  @Test
  void anUnreachableServerIsTriedForEver() throws IOException {
    int port = freePort();
    try (var stage = new LiveStage(folder, "1x8gpu", CONFIG)) {
      stage.stopServing();
      try (var scheduler = stage.scheduler("lonely", "--http-port", "" + port)) {
        awaitPage(port, "/livez", new Page(200, "ok\n"));
        awaitPage(port, "/readyz", new Page(503, "lease\n"));
        assertThat(page(port, "/metrics").text()).contains("muster_leader 0");
        assertThat(scheduler.isAlive()).isTrue();
        scheduler.signal("TERM");
        assertThat(scheduler.exit()).isZero();
        assertThat(errors(scheduler)).doesNotContain("\tat ");
      }
    }
  }

  @Test
  void itLeadsUntilItIsToldToEndAndGivesTheLeaseBack() throws IOException {
    int port = freePort();
    try (var stage = new LiveStage(folder, "1x8gpu", CONFIG)) {
      try (var scheduler = stage.scheduler("leader", "--http-port", "" + port)) {
        awaitPage(port, "/readyz", new Page(200, "ok\n"));
        assertThat(stage.leader()).startsWith("leader_");
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(page(port, "/metrics").text())
                    .contains("muster_leader 1", "muster_build_info")
                    .containsPattern(
                        "muster_api_requests_total\\{.*code=\"200\".*verb=\"PATCH\"\\}"));
        var unused = stage.ask(s -> s.create(Gangs.ray("one", 1, 8, "1")));
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(stage.phases()).isEqualTo(Map.of("default/one", "Succeeded")));

        scheduler.signal("TERM");

        assertThat(scheduler.exit()).isZero();
        assertThat(stage.leader()).isEmpty();
        assertThat(scheduler.out()).isEmpty();
        assertThat(scheduler.err())
            .anyMatch(line -> line.contains("action=\"lead\""))
            .noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
      }
      var report = stage.ask(s -> s.watchdog.report());
      assertThat(report.violations()).isEmpty();
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
        var stage = new LiveStage(folder, "1x8gpu", CONFIG);
        var refused = stage.scheduler("late", "--http-port", "" + taken.getLocalPort())) {
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(errors(refused))
          .contains("error: cannot listen on 0.0.0.0:" + taken.getLocalPort())
          .doesNotContain("\tat ");
    }
  }
}
