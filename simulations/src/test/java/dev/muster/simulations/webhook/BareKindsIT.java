package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.simulations.Kubectl;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One object of each kind that can be queued by itself, with the operator of its kind: its pods are
 * there when it is its turn, and never else. And what can only be wrapped.
 */
@Tag(TestServer.BOTH)
final class BareKindsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String FILLER = "filler";

  private final TestServer server = TestServer.operated("1x4cpu");
  private final Kubectl kubectl = Kubectl.with(server.kubeconfig());
  private final Installed muster = new Installed(server, "", TestWebhook.Scope.ALL);
  @TempDir private Path folder;

  @BeforeEach
  void begin() {
    muster.webhook().awaitHolding();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var probe = send("create", BareKinds.JOB.text("probe"), "--dry-run=server", "-o", "yaml");
          assertThat(probe.out()).contains("suspend: true");
        });
  }

  @AfterEach
  void end() {
    muster.close();
    server.close();
  }

  private Kubectl.Result send(String verb, String text, String... more) throws IOException {
    var file = Files.writeString(folder.resolve("sent.yaml"), text).toString();
    var all = new ArrayList<>(List.of(verb, "-f", file));
    all.addAll(List.of(more));
    return kubectl.run(all.toArray(String[]::new));
  }

  @Test
  void podsOfEachKindAreThereWhenItIsItsTurnAndNeverElse() throws IOException {
    var filler = BareKinds.filler(FILLER);
    assertThat(send("create", filler).out()).contains("created");
    awaitPhase(BareKinds.JOB, FILLER, "Running");
    for (var kind : BareKinds.values()) {
      assertThat(send("create", kind.text("one")).out()).as(kind.name()).contains("created");
      awaitItsTurn(kind);

      hold(BareKinds.JOB, FILLER, true);
      awaitRunning(kind);

      hold(kind, "one", true);
      awaitPhase(kind, "one", "Suspended");
      awaitNoPods(kind);
      hold(BareKinds.JOB, FILLER, false);
      awaitPhase(BareKinds.JOB, FILLER, "Running");
      hold(kind, "one", false);
      awaitItsTurn(kind);

      hold(BareKinds.JOB, FILLER, true);
      awaitRunning(kind);
      if (kind.ends()) {
        awaitPhase(kind, "one", "Succeeded");
      }
      assertThat(kubectl.run("delete", kind.plural(), "one").out()).contains("deleted");
      awaitNoPods(kind);
      hold(BareKinds.JOB, FILLER, false);
      awaitPhase(BareKinds.JOB, FILLER, "Running");
    }
  }

  /** It waits for the room that the other one has, held and without a pod. */
  private void awaitItsTurn(BareKinds kind) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(Trees.annotation(now(kind, "one"), BareKind.VERDICT))
                .as(kind.name())
                .contains("NodesInUse"));
    await()
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(kind.kind().isHeld(kind.tree(now(kind, "one")))).as(kind.name()).isTrue();
          assertThat(pods()).as(kind.name()).isEmpty();
        });
  }

  private void awaitRunning(BareKinds kind) {
    awaitPhase(kind, "one", kind.admitted());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(kind.state(now(kind, "one"))).isEqualTo(kind.running());
          assertThat(pods())
              .as(kind.name())
              .hasSizeGreaterThanOrEqualTo(kind.pods())
              .allMatch(pod -> !Trees.text(pod, "spec", "nodeName").isEmpty());
        });
    assertThat(kind.kind().isHeld(kind.tree(now(kind, "one")))).as(kind.name()).isFalse();
  }

  private void awaitNoPods(BareKinds kind) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(pods()).as(kind.name()).isEmpty());
  }

  private void awaitPhase(BareKinds kind, String name, String phase) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    Trees.annotation(now(kind, name), BareKind.STATUS)
                        .replaceAll(".*\"phase\":\"(\\w+)\".*", "$1"))
                .as(kind + " " + name)
                .isEqualTo(phase));
  }

  private Map<String, @Nullable Object> now(BareKinds kind, String name) {
    return server.get(kind.kind().apiVersion(), kind.kind().kind(), name);
  }

  /** As a user does. */
  private void hold(BareKinds kind, String name, boolean held) {
    var patch = kind.patch(held);
    var said = kubectl.run("patch", kind.plural(), name, "--type=merge", "-p", patch);
    assertThat(said.code()).as(said.err()).isZero();
  }

  /** All but those of the Job that takes the room. */
  private List<Map<String, @Nullable Object>> pods() {
    return server.list("v1", "Pod").stream()
        .filter(pod -> !Trees.text(pod, "metadata", "labels", "job-name").equals(FILLER))
        .toList();
  }

  @Test
  void withoutTheWebhookNothingOfAnyKindIsTaken() throws IOException {
    muster.stopWebhook();
    for (var kind : BareKinds.values()) {
      var said = send("create", kind.text("late"));
      assertThat(said.code()).as(kind.name()).isNotZero();
      assertThat(said.err()).as(kind.name()).contains("failed calling webhook \"hold.muster.dev\"");
      assertThat(server.find(kind.kind().apiVersion(), kind.kind().kind(), "late"))
          .as(kind.name())
          .isEmpty();
    }
    assertThat(pods()).isEmpty();
  }

  @Test
  void aStatefulSetRunsWrappedAndGoesWhenItIsSuspended() throws IOException {
    var wrapped =
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata: {name: one, labels: {kueue.x-k8s.io/queue-name: team}}
        spec:
          components:
          - template:
              apiVersion: apps/v1
              kind: StatefulSet
              metadata: {name: db}
              spec:
                replicas: 2
                serviceName: db
                selector: {matchLabels: {app: db}}
                template:
                  metadata: {labels: {app: db}}
                  spec: {containers: [{name: main, image: db, resources: {requests: {cpu: "2"}}}]}
        """;
    var job = BareKinds.filler(FILLER);
    assertThat(send("create", job).out()).contains("created");
    awaitPhase(BareKinds.JOB, FILLER, "Running");
    assertThat(send("create", wrapped).out()).contains("created");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(Trees.text(appWrapper(), "status", "verdict", "code"))
                .isEqualTo("NodesInUse"));
    assertThat(server.find("apps/v1", "StatefulSet", "db")).isEmpty();

    hold(BareKinds.JOB, FILLER, true);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(Trees.text(appWrapper(), "status", "phase")).isEqualTo("Running");
          assertThat(Trees.condition(appWrapper(), "PodsReady")).isEqualTo("True");
          var set = server.get("apps/v1", "StatefulSet", "db");
          assertThat(Trees.number(set, 0, "status", "readyReplicas")).isEqualTo(2);
        });
    assertThat(pods()).extracting(Trees::name).containsExactly("db-0", "db-1");

    var suspend = "{\"spec\":{\"suspend\":true}}";
    assertThat(kubectl.run("patch", "aw", "one", "--type=merge", "-p", suspend).code()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(Trees.text(appWrapper(), "status", "phase")).isEqualTo("Suspended");
          assertThat(server.find("apps/v1", "StatefulSet", "db")).isEmpty();
          assertThat(pods()).isEmpty();
        });
  }

  private Map<String, @Nullable Object> appWrapper() {
    return server.get("workload.codeflare.dev/v1beta2", "AppWrapper", "one");
  }
}
