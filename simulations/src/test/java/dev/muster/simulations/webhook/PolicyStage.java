package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/** A server that refuses by itself what the policies of the manifests refuse. */
abstract class PolicyStage {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final Path MANIFESTS = Path.of(System.getProperty("muster.root"), "manifests");
  static final String NAMESPACE = "muster-system";

  private final List<RawClient> clients = new ArrayList<>();
  final TestServer server;

  PolicyStage() {
    Assumptions.assumeTrue(
        TestServer.isReal(), "SKIPPED: the embedded server has no ValidatingAdmissionPolicies");
    server = TestServer.bare();
  }

  @BeforeEach
  void applyThePolicies() {
    server.createNamespace(NAMESPACE);
    for (var file : List.of("submitter", "scheduler_pods", "webhook_definition")) {
      Objects.documents(MANIFESTS.resolve("policies/" + file + ".yaml")).forEach(server::create);
    }
  }

  /** They come into force a moment after they were made, each by itself. */
  static void awaitInForce(ThrowingRunnable refused) {
    await().atMost(PATIENCE).untilAsserted(refused);
  }

  @AfterEach
  void end() {
    clients.forEach(RawClient::close);
    server.close();
  }

  RawClient client(String kubeconfig) {
    clients.add(new RawClient(kubeconfig));
    return clients.getLast();
  }

  static void refused(RawClient.Answer answer, String why) {
    assertThat(answer.code()).as(() -> answer.body().toString()).isEqualTo(403);
    assertThat(String.valueOf(answer.body().get("message"))).contains(why);
  }

  static RawClient.Answer merge(RawClient client, String path, String fields) {
    return patch(client, path, "{" + fields + "}");
  }

  static RawClient.Answer patch(RawClient client, String path, String yaml) {
    return client.send(
        "PATCH", path, "application/merge-patch+json", Objects.json(Objects.yaml(yaml)));
  }
}
