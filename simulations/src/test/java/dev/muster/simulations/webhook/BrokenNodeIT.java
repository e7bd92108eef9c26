package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.kube.client.Json;
import dev.muster.simulations.Kubectl;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node on which each pod fails at once, with the scheduler as the account that the manifests make
 * and with its rights alone, and an administrator with kubectl.
 */
@Tag(TestServer.BOTH)
final class BrokenNodeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String GANGS = "workload.codeflare.dev/v1beta2";
  private static final String BROKEN = "node-00";
  private static final String SOUND = "node-01";
  private static final String QUARANTINE = "muster.dev/quarantine";

  private final TestServer server = TestServer.operated("2x1gpu");
  private final Kubectl kubectl = Kubectl.with(server.kubeconfig());
  private final Installed muster =
      new Installed(server, "appwrapper: {userRBACAdmissionCheck: false}", TestWebhook.Scope.PODS);
  @TempDir private Path folder;

  @AfterEach
  void end() {
    muster.close();
    server.close();
  }

  /** Of one pod, tried again a second after it failed. */
  private void submit(String name) throws IOException {
    var gang =
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata:
          name: %1$s
          annotations:
            workload.codeflare.dev.appwrapper/failureGracePeriodDuration: 0s
            workload.codeflare.dev.appwrapper/retryPausePeriodDuration: 1s
            workload.codeflare.dev.appwrapper/retryLimit: "5"
        spec:
          components:
          - template:
              apiVersion: v1
              kind: Pod
              metadata: {name: %1$s}
              spec:
                restartPolicy: Never
                terminationGracePeriodSeconds: 0
                containers: [{name: main, image: work, resources: {limits: {cpu: 100m, nvidia.com/gpu: 1}}}]
        """
            .formatted(name);
    var file = Files.writeString(folder.resolve("gang.yaml"), gang).toString();
    assertThat(kubectl.run("create", "-f", file).out()).contains("created");
  }

  private Map<String, @Nullable Object> gang(String name) {
    return server.get(GANGS, "AppWrapper", name);
  }

  private void awaitRunningOn(String node, String name) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var pod = server.find("v1", "Pod", name).orElse(Map.of());
          assertThat(
                  List.of(
                      Trees.text(gang(name), "status", "phase"),
                      Trees.text(pod, "status", "phase"),
                      Trees.text(pod, "spec", "nodeName")))
              .isEqualTo(List.of("Running", "Running", node));
        });
  }

  private String annotation() {
    return Trees.annotation(server.get("v1", "Node", BROKEN), QUARANTINE);
  }

  @Test
  void aGangThatFailsThereRunsElsewhereAndWhoNeedsTheNodeIsToldUntilSomebodyOpensIt()
      throws IOException {
    muster.webhook().awaitHolding();
    assertThat(kubectl.run("annotate", "node", BROKEN, "demo.muster.dev/fail-pods=true").code())
        .isZero();

    submit("first");
    awaitRunningOn(SOUND, "first");

    assertThat(Trees.number(gang("first"), 0, "status", "resettingCount")).isEqualTo(3);
    var closed = Json.read(annotation());
    assertThat(Trees.text(closed, "reason"))
        .isEqualTo("3 pods of 1 gang in a row failed within 2s of their start");
    assertThat(Trees.annotation(server.get("v1", "Node", SOUND), QUARANTINE)).isEmpty();

    submit("second");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(Trees.text(gang("second"), "status", "verdict", "code"))
                .isEqualTo("NodeQuarantined"));
    var told = Trees.maps(gang("second"), "status", "verdict", "quarantined");
    assertThat(told)
        .isEqualTo(
            List.of(
                Map.of(
                    "node",
                    BROKEN,
                    "until",
                    Trees.text(closed, "until"),
                    "reason",
                    Trees.text(closed, "reason"))));

    var repaired =
        kubectl.run("annotate", "node", BROKEN, "demo.muster.dev/fail-pods-", QUARANTINE + "-");
    assertThat(repaired.code()).isZero();
    awaitRunningOn(BROKEN, "second");
    assertThat(annotation()).isEmpty();
  }
}
