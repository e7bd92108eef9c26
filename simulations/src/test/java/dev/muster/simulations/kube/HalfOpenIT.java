package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader whose connections are dead though nobody says so, as after a failed router: only the one
 * of its lease lives, so it leads on. New connections work.
 */
@Tag(TestServer.BOTH)
final class HalfOpenIT {
  private static final String GANGS = "workload.codeflare.dev/v1beta2";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A watch lasts 20 s; then a call may be given up once, and the watch be opened anew. */
  private static final Duration NOTICED = Duration.ofSeconds(75);

  @TempDir private Path folder;

  private final TestServer server = TestServer.operated("1x8gpu");

  @Test
  void aLeaderWhoseConnectionsAreDeadGoesOnOverNewOnes() throws IOException {
    try (server;
        var client = new RawClient(server.kubeconfig());
        var wire = new FaultyWire(URI.create(client.root()).getPort())) {
      var reached = "https://127.0.0.1:" + wire.port();
      Files.writeString(
          folder.resolve("kubeconfig"), server.kubeconfig().replace(client.root(), reached));
      try (var scheduler = scheduler()) {
        submit("before");
        awaitSucceeded("before", PATIENCE, scheduler);
        var leader = leader();

        wire.deaden(1);
        submit("after");

        awaitSucceeded("after", NOTICED, scheduler);
        assertThat(leader()).isEqualTo(leader).startsWith("half-open");
        assertThat(wire.struck().get(WireFault.DEAD)).isGreaterThanOrEqualTo(4);
        await().atMost(NOTICED).until(() -> wire.deadAndKept() == 0);
      }
    }
  }

  private Program scheduler() throws IOException {
    return LiveStage.unchecked(
        folder,
        "--kubeconfig",
        "kubeconfig",
        "--namespace",
        "kube-system",
        "--identity",
        "half-open",
        "--http-port",
        "0");
  }

  private void submit(String name) {
    server.create(Gangs.ray(name, 1, 4, "1"));
  }

  private void awaitSucceeded(String name, Duration patience, Program scheduler) {
    await()
        .atMost(patience)
        .untilAsserted(() ->
            assertThat(Trees.text(server.get(GANGS, "AppWrapper", name), "status", "phase"))
                .as(() -> String.join("\n", scheduler.err()))
                .isEqualTo("Succeeded"));
  }

  private String leader() {
    var lease = server.get("coordination.k8s.io/v1", "Lease", "kube-system/muster-scheduler");
    return Trees.text(lease, "spec", "holderIdentity");
  }
}
