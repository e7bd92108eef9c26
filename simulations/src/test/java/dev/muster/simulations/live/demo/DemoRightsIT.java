package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.Program;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's scheduler has the rights of an installation, and is refused all others. */
final class DemoRightsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCHEDULER = "system:serviceaccount:muster-system:muster-scheduler";
  private static final String CHECKS =
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/muster-webhook";
  private static final String SECRET = "/api/v1/namespaces/default/secrets/smuggled";
  private static final String GANGS =
      "/apis/workload.codeflare.dev/v1beta2/namespaces/default/appwrappers";

  @TempDir private Path folder;

  /** A Secret is no kind that may be wrapped. */
  private static String smuggler() {
    return Objects.json(
        Objects.yaml(
            """
            apiVersion: workload.codeflare.dev/v1beta2
            kind: AppWrapper
            metadata: {name: smuggler}
            spec:
              components:
              - podSets: []
                template: {apiVersion: v1, kind: Secret, metadata: {name: smuggled}}
              - template:
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: smuggler}
                  spec: {containers: [{name: main, image: none}]}
            """));
  }

  @Test
  void theSchedulerIsRefusedWhatTheManifestsDoNotAllow() throws IOException {
    try (var demo = Program.muster(folder, "demo", "--scenario", "empty")) {
      await().atMost(PATIENCE).until(() -> !demo.out().isEmpty() || !demo.isAlive());
      var kubeconfig = Files.readString(folder.resolve(".muster/demo.kubeconfig"));
      try (var client = new RawClient(kubeconfig)) {
        var asScheduler = client.to("/api/v1/secrets").header("Impersonate-User", SCHEDULER);
        assertThat(client.send(asScheduler).code()).isEqualTo(403);

        var denial = client.post(GANGS, smuggler());
        assertThat(denial.code()).isEqualTo(403);
        assertThat(Trees.text(denial.body(), "message")).contains("Muster may not create secrets");
        // Whoever comes past the webhook does not get it, either.
        assertThat(client.send("DELETE", CHECKS, "application/json", "{}").code()).isEqualTo(200);
        assertThat(client.post(GANGS, smuggler()).code()).isEqualTo(201);

        var refusal =
            "secrets is forbidden: User \"" + SCHEDULER + "\" cannot create resource \"secrets\"";
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(demo.err()).anyMatch(line -> line.contains(refusal)));
        assertThat(client.get(SECRET).code()).isEqualTo(404);
        assertThat(demo.err()).allMatch(line -> line.contains(refusal));
      }
    }
  }
}
