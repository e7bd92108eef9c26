package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.Scheduler;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.Kubectl;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of gangs whose submitter may not create what they wrap when their turn comes. */
@Tag(TestServer.BOTH)
final class LostRightsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String API = "workload.codeflare.dev/v1beta2";
  private static final String RBAC = "rbac.authorization.k8s.io/v1";
  private static final String NAMESPACE = "muster-system";

  private final TestServer server = TestServer.operated("1x8gpu");
  private final Kubectl admin = Kubectl.with(server.kubeconfig());
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  @TempDir private Path folder;

  @BeforeEach
  void mayCreatePods() {
    server.createNamespace(NAMESPACE);
    server.create(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: ada, namespace: default},
         rules: [{apiGroups: [workload.codeflare.dev], resources: [appwrappers], verbs: ["*"]},
                 {apiGroups: [""], resources: [pods], verbs: [create]}]}
        """);
    server.create(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: ada, namespace: default},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ada},
         subjects: [{kind: ServiceAccount, name: ada, namespace: default}]}
        """);
  }

  @AfterEach
  void end() {
    server.close();
    assertThat(failures).isEmpty();
  }

  private Scheduler scheduler() {
    return Scheduler.start(
        TestWebhook.config("muster: {leaderElection: {leaseDuration: 3m, renewDeadline: 2m}}"),
        new Scheduler.Start(
            new Connection.Kubeconfig(server.kubeconfig()), "one", NAMESPACE, -1, "test"),
        Clock.systemUTC(),
        failures::add);
  }

  @Test
  void nothingIsCreatedForWhoLostTheRightUntilItIsGivenBackAndOthersGoOn() throws IOException {
    var ada = Kubectl.with(server.kubeconfigFor("default", "ada"));
    try (var webhook = new TestWebhook(server, NAMESPACE, "", TestWebhook.Scope.ALL)) {
      webhook.awaitTrusted();
      create(ada, "late");
      grant("");
      try (var scheduler = scheduler()) {
        awaitVerdict(
            "late",
            "Forbidden: User system:serviceaccount:default:ada is not authorized to create pods in"
                + " default");
        create(admin, "other");
        await().atMost(PATIENCE).until(() -> isThere("other-pod"));
        assertThat(isThere("late-pod")).isFalse();
        assertThat(phase("late")).isEqualTo("Suspended");
        assertThat(
                server.list("v1", "Event").stream()
                    .filter(event -> Trees.text(event, "reason").equals("Forbidden"))
                    .map(event -> Trees.text(event, "involvedObject", "name")))
            .containsOnly("late");

        grant(", {apiGroups: [''], resources: [pods], verbs: [create]}");
        await().atMost(PATIENCE).until(() -> isThere("late-pod"));
      }
    }
  }

  /** What was stored before the webhook was there is in nobody's name. */
  @Test
  void nothingIsCreatedForWhomNobodyRecorded() throws IOException {
    create(admin, "old");
    try (var scheduler = scheduler()) {
      awaitVerdict(
          "old",
          "Forbidden: it is not recorded who submitted this, as Muster's webhook does: delete it and"
              + " submit it again");
      assertThat(isThere("old-pod")).isFalse();
      assertThat(admin.run("delete", "aw", "old").out()).contains("deleted");
    }
  }

  private void awaitVerdict(String name, String verdict) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(verdict(name)).isEqualTo(verdict));
  }

  private boolean isThere(String pod) {
    return server.find("v1", "Pod", pod).isPresent();
  }

  private String phase(String name) {
    return Trees.text(server.get(API, "AppWrapper", name), "status", "phase");
  }

  private String verdict(String name) {
    var gang = server.get(API, "AppWrapper", name);
    return Trees.text(gang, "status", "verdict", "code")
        + ": "
        + Trees.text(gang, "status", "verdict", "reason");
  }

  /** What ada's role allows besides AppWrappers. */
  private void grant(String more) {
    var rules =
        "{rules: [{apiGroups: [workload.codeflare.dev], resources: [appwrappers], verbs: ['*']}%s]}";
    server.patch(RBAC, "Role", "ada", "", rules.formatted(more));
  }

  /** Until the API server has heard of all that was just written. */
  private void create(Kubectl user, String name) throws IOException {
    var text =
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata: {name: %1$s}
        spec:
          components:
          - template:
              apiVersion: v1
              kind: Pod
              metadata: {name: %1$s-pod}
              spec: {containers: [{name: c, image: x}]}
        """
            .formatted(name);
    var file = Files.writeString(folder.resolve(name + ".yaml"), text).toString();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var said = user.run("create", "-f", file);
          assertThat(List.of(said.out(), said.err())).anyMatch(line -> line.contains("created"));
        });
  }
}
