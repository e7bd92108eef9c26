package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.LocalPage;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler's process from its first word to its last. */
@Tag(TestServer.BOTH)
final class SchedulerMainIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GANGS = "workload.codeflare.dev/v1beta2";

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static TestServer server;

  @TempDir private Path folder;

  @BeforeAll
  static void startServer() {
    server = TestServer.operated("1x8gpu");
  }

  @AfterAll
  static void endServer() {
    server.close();
  }

  private static void awaitPage(int port, String path, LocalPage expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(LocalPage.get(port, path)).isEqualTo(expected));
  }

  private Program scheduler(String kubeconfig, String identity, int port) throws IOException {
    Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
    return LiveStage.unchecked(
        folder,
        "--kubeconfig",
        "kubeconfig",
        "--namespace",
        "kube-system",
        "--identity",
        identity,
        "--http-port",
        Integer.toString(port));
  }

  private static String leader() {
    return server
        .find("coordination.k8s.io/v1", "Lease", "kube-system/muster-scheduler")
        .map(lease -> Trees.text(lease, "spec", "holderIdentity"))
        .orElse("");
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
  void aTimeOfTakingOverThatIsStillToComeIsRefused() throws IOException {
    var later = "muster: {takeOverBefore: '2999-01-01T00:00:00Z'}";
    Files.writeString(folder.resolve("later.yaml"), later);
    try (var refused = LiveStage.scheduler(folder, "--config", "later.yaml")) {
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(errors(refused)).contains("muster.takeOverBefore is still to come");
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
  void anUnreachableServerIsTriedUntilItAnswers() throws IOException {
    int port = LocalPage.freePort();
    try (var client = new RawClient(server.kubeconfig());
        var wire = new Wire(URI.create(client.root()).getPort())) {
      wire.cut(true);
      var reached = "https://127.0.0.1:" + wire.port();
      var kubeconfig = server.kubeconfig().replace(client.root(), reached);
      assertThat(kubeconfig).contains(reached);
      try (var scheduler = scheduler(kubeconfig, "lonely", port)) {
        awaitPage(port, "/livez", new LocalPage(200, "ok\n"));
        awaitPage(port, "/readyz", new LocalPage(503, "lease\n"));
        assertThat(LocalPage.get(port, "/metrics").text()).contains("muster_leader 0");
        assertThat(scheduler.isAlive()).isTrue();

        wire.mend();

        awaitPage(port, "/readyz", new LocalPage(200, "ok\n"));
        scheduler.signal("TERM");
        assertThat(scheduler.exit()).isZero();
        assertThat(errors(scheduler)).doesNotContain("\tat ");
      }
    }
  }

  @Test
  void itLeadsUntilItIsToldToEndAndGivesTheLeaseBack() throws IOException {
    int port = LocalPage.freePort();
    try (var scheduler = scheduler(server.kubeconfig(), "leader", port)) {
      awaitPage(port, "/readyz", new LocalPage(200, "ok\n"));
      assertThat(leader()).startsWith("leader_");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(LocalPage.get(port, "/metrics").text())
                  .contains("muster_leader 1", "muster_build_info")
                  .containsPattern(
                      "muster_api_requests_total\\{.*code=\"200\".*verb=\"PATCH\"\\}"));
      server.create(Gangs.ray("one", 1, 8, "1"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(Trees.text(server.get(GANGS, "AppWrapper", "one"), "status", "phase"))
                  .isEqualTo("Succeeded"));

      scheduler.signal("TERM");

      assertThat(scheduler.exit()).isZero();
      assertThat(leader()).isEmpty();
      assertThat(scheduler.out()).isEmpty();
      assertThat(scheduler.err())
          .anyMatch(line -> line.contains("action=\"lead\""))
          .noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
        var refused = scheduler(server.kubeconfig(), "late", taken.getLocalPort())) {
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(errors(refused))
          .contains("error: cannot listen on 0.0.0.0:" + taken.getLocalPort())
          .doesNotContain("\tat ");
    }
  }
}
