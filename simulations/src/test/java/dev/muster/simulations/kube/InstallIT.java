package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.LocalPage;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users apply, and what runs after that: both pods of the scheduler's Deployment and one of
 * the webhook's, with their arguments and variables, as their service accounts with nothing but the
 * rights of the manifests. The webhook is registered by its address: no Service is reachable here.
 */
@Tag(TestServer.BOTH)
final class InstallIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String GANGS = "workload.codeflare.dev/v1beta2";
  private static final Path MANIFESTS = Path.of(System.getProperty("muster.root"), "manifests");

  @TempDir private Path folder;
  private final List<InstalledPod> pods = new ArrayList<>();
  private final int webhookPort = LocalPage.freePort();
  private TestServer server = TestServer.operated("2x8gpu");
  private Kubectl kubectl = Kubectl.with(server.kubeconfig());

  @BeforeEach
  void applyTheManifests() {
    assertThat(apply()).contains("deployment.apps/muster-scheduler serverside-applied");
  }

  private String apply() {
    // The definitions were made by another manager when the server started.
    return kubectl
        .run("apply", "--server-side", "--force-conflicts", "-k", overlay().toString())
        .ok();
  }

  /** As users change it: another address. */
  private Path overlay() {
    var from = "127.0.0.1:9443";
    return Overlay.of("by-url", folder, text -> text.replace(from, "127.0.0.1:" + webhookPort));
  }

  @AfterEach
  void end() {
    pods.forEach(InstalledPod::close);
    server.close();
  }

  private void startBothPods() throws IOException {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(InstalledPod.namesOf(server, "muster-scheduler")).hasSize(2));
    for (var name : InstalledPod.namesOf(server, "muster-scheduler")) {
      pods.add(InstalledPod.start(server, name, folder.resolve(name)));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(InstalledPod.namesOf(server, "muster-webhook")).hasSize(2));
    var webhook = InstalledPod.namesOf(server, "muster-webhook").getFirst();
    pods.add(InstalledPod.startWebhook(server, webhook, folder.resolve(webhook), webhookPort));
    await().atMost(PATIENCE).until(() -> leader().isPresent());
    await().atMost(PATIENCE).until(() -> pods.stream().allMatch(InstalledPod::isReady));
    // An API server hears of the webhook's authority a moment after it was written.
    var sample = MANIFESTS.resolve("samples/job.yaml").toString();
    await()
        .atMost(PATIENCE)
        .until(() -> kubectl.run("create", "--dry-run=server", "-f", sample).code() == 0);
  }

  private Optional<InstalledPod> leader() {
    var holder =
        server
            .find("coordination.k8s.io/v1", "Lease", "muster-system/muster-scheduler")
            .map(lease -> Trees.text(lease, "spec", "holderIdentity"))
            .orElse("");
    return pods.stream().filter(pod -> holder.startsWith(pod.name() + "_")).findFirst();
  }

  private void runsAGang(String name) {
    server.create(Gangs.ray(name, 1, 4, "600"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(Trees.text(server.get(GANGS, "AppWrapper", name), "status", "phase"))
                .isEqualTo("Running"));
  }

  @Test
  void applyingAgainChangesNothing() {
    var before = kubectl.run("get", "deploy,crd,clusterrole", "-A", "-o", "yaml").ok();
    var generations =
        "jsonpath={range .items[*]}{.metadata.uid} {.metadata.generation}{\"\\n\"}{end}";
    var first = kubectl.run("get", "deploy,crd,clusterrole", "-A", "-o", generations).ok();

    assertThat(apply()).contains("namespace/muster-system serverside-applied");

    assertThat(before).contains("muster-scheduler");
    assertThat(kubectl.run("get", "deploy,crd,clusterrole", "-A", "-o", generations).ok())
        .isEqualTo(first);
  }

  @Test
  void theSampleRunsWithTheRightsOfTheManifestsAlone() throws IOException {
    startBothPods();
    kubectl.run("create", "-f", MANIFESTS.resolve("samples/job.yaml").toString()).ok();
    kubectl.run("wait", "aw/sweep", "--for=jsonpath={.status.phase}=Running", "--timeout=60s").ok();
    await()
        .atMost(PATIENCE)
        .until(
            () -> server.list("v1", "Pod").stream().filter(InstallIT::isBoundTrial).count() == 8);
    kubectl.run("delete", "aw", "sweep", "--wait", "--timeout=60s").ok();
    await().atMost(PATIENCE).until(() -> server.list("batch/v1", "Job").isEmpty());

    for (var pod : pods) {
      assertThat(pod.log()).noneMatch(line -> line.contains("orbidden") || line.contains("ERROR"));
    }
  }

  @Test
  void jobThatNothingWrapsRunsWithTheRightsOfTheManifestsAlone() throws IOException {
    startBothPods();
    var made =
        server.create(
            """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: alone, labels: {kueue.x-k8s.io/queue-name: team}}
            spec:
              template:
                metadata: {annotations: {demo.muster.dev/run-seconds: "5"}}
                spec:
                  restartPolicy: Never
                  containers: [{name: main, image: work, resources: {limits: {nvidia.com/gpu: 8}}}]
            """);
    assertThat(Trees.flag(made, "spec", "suspend")).isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    Trees.annotation(server.get("batch/v1", "Job", "alone"), "muster.dev/status"))
                .contains("\"phase\":\"Succeeded\""));

    for (var pod : pods) {
      assertThat(pod.log()).noneMatch(line -> line.contains("orbidden") || line.contains("ERROR"));
    }
  }

  private static boolean isBoundTrial(Object pod) {
    return Trees.name(pod).startsWith("sweep-") && !Trees.text(pod, "spec", "nodeName").isEmpty();
  }

  @Test
  void theOtherGoesOnWhenTheLeaderIsKilled() throws IOException {
    startBothPods();
    runsAGang("before");
    var first = leader().orElseThrow();

    first.close();

    await().atMost(PATIENCE).until(() -> leader().filter(pod -> pod != first).isPresent());
    runsAGang("after");
    assertThat(Trees.text(server.get(GANGS, "AppWrapper", "before"), "status", "phase"))
        .isEqualTo("Running");
  }

  @Test
  void theOtherGoesOnWhenTheLeaderStandsStill() throws IOException {
    startBothPods();
    var first = leader().orElseThrow();
    first.signal("STOP");
    await().atMost(PATIENCE).until(() -> leader().filter(pod -> pod != first).isPresent());
    runsAGang("meanwhile");

    first.signal("CONT");

    assertThat(first.exit()).as("a leader that was deposed ends").isNotZero();
    assertThat(leader().orElseThrow()).isNotEqualTo(first);
  }
}
