package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.Program;
import dev.muster.simulations.live.http.HookEndpoint;
import dev.muster.simulations.live.http.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who joins in has a webhook that denies: the demo says so and lives on. */
final class DeniedWritesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HOOKS =
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
  private static final String PODS = "/api/v1/namespaces/default/pods";

  @TempDir private Path folder;

  private static Map<String, @Nullable Object> denial(Map<String, @Nullable Object> request) {
    var response = new TreeMap<String, @Nullable Object>();
    response.put("allowed", false);
    response.put("status", Map.of("code", 403L, "message", "not on my watch"));
    return response;
  }

  private static String denier(HookEndpoint endpoint) {
    return Objects.json(
        Objects.yaml(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: denier}
            webhooks:
            - name: denier.example.org
              clientConfig: {url: "%s", caBundle: %s}
              sideEffects: None
              admissionReviewVersions: [v1]
              rules:
              - {operations: [UPDATE], apiGroups: [""], apiVersions: [v1], resources: [pods/status]}
            """
                .formatted(endpoint.url(), endpoint.authority())));
  }

  private static String pod() {
    return Objects.json(
        Objects.yaml(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: held}
            spec: {containers: [{name: main, image: none}]}
            """));
  }

  @Test
  void aDenyingWebhookIsToldOfOnceAndPodsRunWhenItIsGone()
      throws IOException, GeneralSecurityException {
    try (var endpoint = new HookEndpoint(DeniedWritesIT::denial);
        var demo = Program.muster(folder, "demo", "--scenario", "empty")) {
      await().atMost(PATIENCE).until(() -> !demo.out().isEmpty() || !demo.isAlive());
      var kubeconfig = Files.readString(folder.resolve(".muster/demo.kubeconfig"));
      try (var client = new RawClient(kubeconfig)) {
        assertThat(client.post(HOOKS, denier(endpoint)).code()).isEqualTo(201);
        assertThat(client.post(PODS, pod()).code()).isEqualTo(201);
        await().atMost(PATIENCE).until(() -> endpoint.asked.size() > 3 || !demo.isAlive());
        assertThat(client.send("DELETE", HOOKS + "/denier", "application/json", "{}").code())
            .isEqualTo(200);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(client.get(PODS + "/held").at("status", "phase")).isEqualTo("Running"));
      }
      assertThat(demo.out().stream().filter(line -> line.contains("not on my watch")))
          .containsExactly(
              "system:kubelet: patch pods default/held refused: admission webhook"
                  + " \"denier.example.org\" denied the request: not on my watch");
      demo.signal("INT");
      assertThat(demo.exit()).isZero();
      assertThat(demo.err()).isEmpty();
    }
  }
}
