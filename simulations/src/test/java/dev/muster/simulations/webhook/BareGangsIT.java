package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
 * Jobs and clusters that kubectl sends, wrapped in nothing, with the scheduler as the account that
 * the manifests make and with its rights alone.
 */
@Tag(TestServer.BOTH)
final class BareGangsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

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
          var probe = send("create", job("probe", "1"), "--dry-run=server", "-o", "yaml");
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

  private static String job(String name, String seconds) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata: {%s, labels: {kueue.x-k8s.io/queue-name: team}}
    spec:
      template:
        metadata: {annotations: {demo.muster.dev/run-seconds: "%s"}}
        spec:
          restartPolicy: Never
          containers: [{name: main, image: work, resources: {requests: {cpu: "3"}}}]
    """
        .formatted(name.endsWith("-") ? "generateName: " + name : "name: " + name, seconds);
  }

  private Map<String, @Nullable Object> jobNow(String name) {
    return server.get("batch/v1", "Job", name);
  }

  private static String phase(Map<String, @Nullable Object> object) {
    return Trees.annotation(object, "muster.dev/status")
        .replaceAll(".*\"phase\":\"(\\w+)\".*", "$1");
  }

  private void awaitPhase(String job, String phase) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(phase(jobNow(job))).isEqualTo(phase));
  }

  private boolean isHeld(String job) {
    return Trees.flag(jobNow(job), "spec", "suspend");
  }

  private long boundPodsOf(String job) {
    return server.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "metadata", "labels", "job-name").equals(job))
        .filter(pod -> !Trees.text(pod, "spec", "nodeName").isEmpty())
        .count();
  }

  @Test
  void jobsTakeTheirTurnAndAreHeldAndLetGoByTheirUsers() throws IOException {
    assertThat(send("create", job("first", "600")).out()).contains("created");
    awaitPhase("first", "Running");
    assertThat(send("create", job("second", "5")).out()).contains("created");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(Trees.annotation(jobNow("second"), "muster.dev/verdict"))
                .contains("NodesInUse"));
    assertThat(isHeld("second")).isTrue();
    assertThat(kubectl.run("patch", "job", "second", "-p", "{\"spec\":{\"suspend\":false}}").code())
        .isZero();
    assertThat(isHeld("second")).isTrue();
    assertThat(boundPodsOf("second")).isZero();

    assertThat(kubectl.run("patch", "job", "first", "-p", "{\"spec\":{\"suspend\":true}}").code())
        .isZero();
    awaitPhase("first", "Suspended");
    awaitPhase("second", "Succeeded");
    assertThat(isHeld("first")).isTrue();

    assertThat(kubectl.run("patch", "job", "first", "-p", "{\"spec\":{\"suspend\":false}}").code())
        .isZero();
    awaitPhase("first", "Running");
    await().atMost(PATIENCE).until(() -> boundPodsOf("first") == 1);
    assertThat(
            server.list("v1", "Event").stream()
                .filter(event -> Trees.text(event, "reason").equals("Admitted"))
                .map(event ->
                    Trees.text(event, "involvedObject", "kind")
                        + " "
                        + Trees.text(event, "involvedObject", "name")))
        .contains("Job first", "Job second");
  }

  @Test
  void withoutTheWebhookNothingIsQueuedAndWhatRunsGoesOn() throws IOException {
    var made = send("create", job("made-", "600")).out();
    var name = made.replaceAll("(?s)job.batch/(made-\\w{5}) created.*", "$1");
    awaitPhase(name, "Running");
    await().atMost(PATIENCE).until(() -> boundPodsOf(name) == 1);
    muster.stopWebhook();

    assertThat(send("create", job("late", "5")).err()).contains("hold.muster.dev");
    muster.restartScheduler();
    await()
        .during(Duration.ofSeconds(5))
        .atMost(PATIENCE)
        .until(() -> !isHeld(name) && boundPodsOf(name) == 1);
    assertThat(kubectl.run("delete", "job", name).out()).contains("deleted");
  }

  @Test
  void inAQueuedNamespaceEverythingIsQueuedAndApplyingAgainChangesNothing() throws IOException {
    server.patch(
        "v1", "Namespace", "default", "", "{metadata: {labels: {muster.dev/queue-bare: 'true'}}}");
    var cluster =
        """
        apiVersion: ray.io/v1
        kind: RayCluster
        metadata: {name: tune}
        spec:
          headGroupSpec:
            rayStartParams: {}
            template: {spec: {containers: [{name: head, image: "ray:2.52.1", resources: {requests: {cpu: "1"}}}]}}
          workerGroupSpecs:
          - groupName: gpu
            replicas: 2
            minReplicas: 2
            maxReplicas: 2
            rayStartParams: {}
            template: {spec: {containers: [{name: worker, image: "ray:2.52.1", resources: {requests: {cpu: "1"}}}]}}
        """;
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(send("create", cluster, "--dry-run=server", "-o", "yaml").out())
                .contains("suspend: true"));
    String[] apply = {"--server-side", "--field-manager=codeflare-sdk"};
    assertThat(send("apply", cluster, apply).out()).contains("serverside-applied");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var now = server.get("ray.io/v1", "RayCluster", "tune");
          assertThat(phase(now) + " " + Trees.text(now, "status", "state"))
              .isEqualTo("Running ready");
          assertThat(Trees.annotation(now, "muster.dev/status")).contains("SufficientPodsReady");
        });
    var before = server.get("ray.io/v1", "RayCluster", "tune");
    assertThat(send("apply", cluster, apply).out()).contains("serverside-applied");
    assertThat(server.get("ray.io/v1", "RayCluster", "tune")).isEqualTo(before);
  }
}
