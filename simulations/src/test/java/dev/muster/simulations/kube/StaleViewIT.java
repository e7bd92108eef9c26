package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.NodeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader that keeps its lease and can write, but hears of no change any more. By its own doing
 * and by the clock room becomes free on the only node; it must not give that away, for it cannot
 * know who has taken it.
 */
@Tag(TestServer.BOTH)
final class StaleViewIT {
  private static final String GANGS = "workload.codeflare.dev/v1beta2";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Past the 30 s after which a view is too old, however long the test takes to come so far. */
  private static final int RUNS_SECONDS = 45;

  private static final Duration SILENT = Duration.ofSeconds(6);

  @TempDir private Path folder;

  private final TestServer server = TestServer.bare();

  @Test
  void nothingIsPromisedOnAViewThatIsTooOldAndTheLeaderGoesOnWhenItHearsAgain() throws IOException {
    install();
    try (server;
        var leader = new Candidate(server, folder, "deaf")) {
      server.create(gang("holder", RUNS_SECONDS));
      awaitPhase(leader, "holder", "Running");
      server.create(gang("waiter", 0));
      awaitPhase(leader, "waiter", "Suspended");

      leader.network.hush().begin();
      awaitPhase(leader, "holder", "Failed");
      await().atMost(PATIENCE).until(() -> server.list("apps/v1", "Deployment").isEmpty());
      await()
          .during(SILENT)
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(phase("waiter")).isEqualTo("Suspended"));
      // Those that were open hear nothing; those that were to be opened are not.
      assertThat(leader.words())
          .containsPattern("watch: (request timed out|silent beyond its time)");
      assertThat(leader.leads(server)).isTrue();

      leader.network.hush().end();
      awaitPhase(leader, "waiter", "Running");
      assertThat(leader.leads(server)).isTrue();
    }
  }

  private void install() throws IOException {
    Files.writeString(folder.resolve("config"), LiveStage.UNCHECKED + "muster: {sweepPeriod: 5s}");
    server.createNamespace("muster-system");
    for (var file : List.of("service_account", "scheduler", "wrapped_kinds", "bare_kinds")) {
      var path = Path.of(System.getProperty("muster.root"), "manifests/rbac/" + file + ".yaml");
      Objects.documents(path).forEach(server::create);
    }
    for (var node : NodeSpec.nodes(NodeSpec.parse("1x8gpu"), "2026-01-01T00:00:00Z")) {
      server.create(node);
      // A real server taints a new node, and leaves it to a controller to take that back.
      server.patch("v1", "Node", Trees.name(node), "", "{spec: {taints: null}}");
    }
  }

  private void awaitPhase(Candidate leader, String name, String phase) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(phase(name)).as(leader::words).isEqualTo(phase));
  }

  private String phase(String name) {
    return Trees.text(server.get(GANGS, "AppWrapper", name), "status", "phase");
  }

  /** It takes the whole node, for so many seconds at most; of a kind that is not watched. */
  private static String gang(String name, int seconds) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata:
      name: %1$s
      labels: {kueue.x-k8s.io/max-exec-time-seconds: '%2$d'}
      annotations:
        workload.codeflare.dev.appwrapper/deletionOnFailureGracePeriodDuration: 0s
    spec:
      components:
      - template:
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: %1$s}
          spec:
            replicas: 2
            selector: {matchLabels: {app: %1$s}}
            template:
              metadata: {labels: {app: %1$s}}
              spec:
                containers:
                - {name: main, image: x, resources: {limits: {nvidia.com/gpu: 4}}}
    """
        .formatted(name, seconds);
  }
}
