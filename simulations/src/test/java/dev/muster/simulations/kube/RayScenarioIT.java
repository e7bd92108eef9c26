package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of wrapped Ray clusters, Ray jobs and Jobs, with the scheduler as a process. */
@Tag(TestServer.BOTH)
final class RayScenarioIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String GANGS = "workload.codeflare.dev/v1beta2";
  private static final String NODES = "2x8gpu";
  private static final String POD =
      "{%s spec: {restartPolicy: Never, containers: [{name: main, image: none,"
          + " resources: {requests: {cpu: 1}}}]}}";
  private static final String SHORT =
      "metadata: {annotations: {demo.muster.dev/run-seconds: '3'}},";

  @TempDir private Path folder;

  private static String gang(String name, String component) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %s}
    spec: {components: [{template: %s}]}
    """
        .formatted(name, component);
  }

  private static String cluster(String name) {
    return gang(
        name,
        """
        {apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: %1$s}, spec: {
          headGroupSpec: {rayStartParams: {}, template: %2$s},
          workerGroupSpecs: [{groupName: cpu, replicas: 2, minReplicas: 2, maxReplicas: 2,
            rayStartParams: {}, template: %2$s}]}}
        """
            .formatted(name, POD.formatted("")));
  }

  private static String rayJob() {
    return gang(
        "tune",
        """
        {apiVersion: ray.io/v1, kind: RayJob,
          metadata: {name: tune, annotations: {demo.muster.dev/run-seconds: '3'}}, spec: {
          entrypoint: python tune.py, shutdownAfterJobFinishes: true, rayClusterSpec: {
            headGroupSpec: {rayStartParams: {}, template: %s}}}}
        """
            .formatted(POD.formatted("")));
  }

  private static String job() {
    return gang(
        "batch",
        """
        {apiVersion: batch/v1, kind: Job, metadata: {name: batch},
          spec: {parallelism: 2, completions: 2, template: %s}}
        """
            .formatted(POD.formatted(SHORT)));
  }

  private static String phase(TestServer server, String name) {
    return Trees.text(server.get(GANGS, "AppWrapper", name), "status", "phase");
  }

  private static void awaitPhase(TestServer server, String name, String phase) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(phase(server, name)).as(name).isEqualTo(phase));
  }

  private static List<String> running(TestServer server, String label, String value) {
    return server.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "metadata", "labels", label).equals(value))
        .filter(pod -> Trees.text(pod, "status", "phase").equals("Running"))
        .filter(pod -> !Trees.leaving(pod))
        .map(Trees::name)
        .toList();
  }

  /** The cluster with its nodes and operators; on a real one these are a program of their own. */
  private TestServer server() {
    return TestServer.start(TestServer.isReal() ? "" : NODES);
  }

  private List<Program> operators() {
    return TestServer.isReal()
        ? List.of(
            Program.muster(folder, "operators", "--kubeconfig", "kubeconfig", "--nodes", NODES))
        : List.of();
  }

  private Program scheduler(TestServer server) throws IOException {
    Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
    return LiveStage.unchecked(
        folder, "--kubeconfig", "kubeconfig", "--namespace", "kube-system", "--http-port", "0");
  }

  @Test
  void gangsAreQueuedRunSuspendedResumedDeletedAndOutliveTheScheduler() throws IOException {
    try (var server = server();
        var scheduler = scheduler(server)) {
      var operators = operators();
      try {
        finishedWorkSucceeds(server);
        aSuspendedClusterHasNoPodsAndComesBack(server);
        scheduler.close();
        killedPodsAreReplacedWithoutTheScheduler(server);
        for (var program : operators) {
          program.signal("TERM");
          assertThat(program.exit()).as(String.valueOf(program.err())).isZero();
        }
      } finally {
        operators.forEach(Program::close);
      }
    }
  }

  private static void finishedWorkSucceeds(TestServer server) {
    server.create(cluster("ray"));
    server.create(rayJob());
    server.create(job());

    awaitPhase(server, "ray", "Running");
    awaitPhase(server, "batch", "Succeeded");
    awaitPhase(server, "tune", "Succeeded");

    var status = Trees.map(server.get("ray.io/v1", "RayCluster", "ray"), "status");
    assertThat(status)
        .containsEntry("state", "ready")
        .containsEntry("desiredWorkerReplicas", 2L)
        .containsEntry("readyWorkerReplicas", 2L);
    assertThat(Trees.map(server.get("ray.io/v1", "RayJob", "tune"), "status"))
        .containsEntry("jobDeploymentStatus", "Complete")
        .containsEntry("jobStatus", "SUCCEEDED");
    var gang = server.get(GANGS, "AppWrapper", "ray");
    assertThat(Trees.condition(gang, "QuotaReserved")).isEqualTo("True");
    assertThat(Trees.condition(gang, "PodsReady")).isEqualTo("True");
  }

  private static void aSuspendedClusterHasNoPodsAndComesBack(TestServer server) {
    var unused = server.patch(GANGS, "AppWrapper", "ray", "", "{spec: {suspend: true}}");
    awaitPhase(server, "ray", "Suspended");
    assertThat(server.find("ray.io/v1", "RayCluster", "ray")).isEmpty();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(running(server, "ray.io/cluster", "ray")).isEmpty());

    unused = server.patch(GANGS, "AppWrapper", "ray", "", "{spec: {suspend: false}}");
    awaitPhase(server, "ray", "Running");
    server.create(cluster("gone"));
    awaitPhase(server, "gone", "Running");
    server.delete(GANGS, "AppWrapper", "gone");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(server.find(GANGS, "AppWrapper", "gone")).isEmpty();
          assertThat(server.find("ray.io/v1", "RayCluster", "gone")).isEmpty();
          assertThat(running(server, "ray.io/cluster", "gone")).isEmpty();
        });
  }

  private static void killedPodsAreReplacedWithoutTheScheduler(TestServer server) {
    var template = "metadata: {labels: {app: web}},";
    server.create(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template: %s
        """
            .formatted(POD.formatted(template).replace("restartPolicy: Never, ", "")));
    server.create(
        """
        apiVersion: batch/v1
        kind: Job
        metadata: {name: endless}
        spec: {parallelism: 1, completions: 1, template: %s}
        """
            .formatted(POD.formatted("")));
    replaced(server, "app", "web", 2);
    replaced(server, "job-name", "endless", 1);
    replaced(server, "ray.io/group", "cpu", 2);
  }

  private static void replaced(TestServer server, String label, String value, int pods) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(running(server, label, value)).hasSize(pods));
    var killed = running(server, label, value).getFirst();
    server.delete("v1", "Pod", killed);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(running(server, label, value)).hasSize(pods).doesNotContain(killed));
  }
}
