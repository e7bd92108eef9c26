package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RayJobsTest {
  private static final String RAY = "ray.io/v1";

  private static String rayJob(String more, String annotations) {
    return """
    apiVersion: ray.io/v1
    kind: RayJob
    metadata:
      name: tune
      labels: {kueue.x-k8s.io/queue-name: team}
      annotations: {%2$s}
    spec:
      entrypoint: python tune.py
      %1$s
      rayClusterSpec:
        headGroupSpec:
          template: {spec: {containers: [{name: head, image: ray, resources: {requests: {cpu: 1}}}]}}
        workerGroupSpecs:
        - groupName: gpu
          replicas: 1
          template: {spec: {containers: [{name: worker, image: ray, resources: {requests: {cpu: 1}}}]}}
    """
        .formatted(more, annotations);
  }

  @Test
  void theClusterComesFirstThenTheSubmitterAndSuccessIsItsSuccess() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(rayJob("", "demo.muster.dev/run-seconds: '20'"));
    cluster.loop.runFor(5_000);

    assertThat(status(cluster))
        .containsEntry("jobDeploymentStatus", "Running")
        .containsEntry("jobStatus", "RUNNING");
    var ray = cluster.list(RAY, "RayCluster").getFirst();
    assertThat(Trees.map(ray, "metadata", "labels"))
        .containsEntry("ray.io/originated-from-cr-name", "tune")
        .containsEntry("ray.io/originated-from-crd", "RayJob")
        .containsEntry("kueue.x-k8s.io/queue-name", "team");
    assertThat(Trees.name(ray)).isEqualTo(Trees.text(status(cluster), "rayClusterName"));
    assertThat(cluster.podsIn("Running")).hasSize(3);
    var submitter =
        cluster.pods().stream()
            .filter(
                pod -> Trees.name(pod).startsWith("tune-") && Ray.label(pod, Ray.CLUSTER).isEmpty())
            .findFirst()
            .orElseThrow();
    assertThat(
            Trees.map(
                Trees.maps(submitter, "spec", "containers").getFirst(), "resources", "requests"))
        .containsEntry("cpu", "500m")
        .containsEntry("memory", "200Mi");

    cluster.loop.runFor(30_000);
    assertThat(status(cluster))
        .containsEntry("jobDeploymentStatus", "Complete")
        .containsEntry("jobStatus", "SUCCEEDED");
    assertThat(cluster.list(RAY, "RayCluster")).hasSize(1);
  }

  @Test
  void withoutASubmitterPodTheJobEndsByItselfAndTakesItsClusterDown() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(
        rayJob(
            "submissionMode: HTTPMode\n  shutdownAfterJobFinishes: true\n"
                + "  ttlSecondsAfterFinished: 10",
            "demo.muster.dev/run-seconds: '20'"));
    cluster.loop.runFor(25_000);
    assertThat(status(cluster)).containsEntry("jobDeploymentStatus", "Complete");
    assertThat(cluster.podsIn("Running")).hasSize(2);
    assertThat(cluster.list("batch/v1", "Job")).isEmpty();

    cluster.loop.runFor(30_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(cluster.list(RAY, "RayCluster")).isEmpty();
    assertThat(status(cluster)).containsEntry("jobStatus", "SUCCEEDED");
  }

  @Test
  void aFailingSubmitterFailsTheJobAfterItsRetries() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(
        rayJob(
            "submitterConfig: {backoffLimit: 1}",
            "demo.muster.dev/run-seconds: '5', demo.muster.dev/exit-code: '1'"));
    cluster.loop.runFor(60_000);
    assertThat(status(cluster))
        .containsEntry("jobDeploymentStatus", "Failed")
        .containsEntry("jobStatus", "FAILED");
    assertThat(cluster.podsIn("Failed")).hasSize(2);
  }

  @Test
  void suspensionTakesEverythingDownAndResumptionBeginsAnew() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(
        rayJob(
            "shutdownAfterJobFinishes: true\n  suspend: true",
            "demo.muster.dev/run-seconds: '20'"));
    cluster.loop.runFor(5_000);
    assertThat(status(cluster)).containsEntry("jobDeploymentStatus", "Suspended");
    assertThat(cluster.pods()).isEmpty();

    cluster.patch(RAY, "RayJob", "tune", "{spec: {suspend: false}}");
    cluster.loop.runFor(5_000);
    assertThat(status(cluster)).containsEntry("jobDeploymentStatus", "Running");

    cluster.patch(RAY, "RayJob", "tune", "{spec: {suspend: true}}");
    cluster.loop.runFor(5_000);
    assertThat(status(cluster))
        .containsEntry("jobDeploymentStatus", "Suspended")
        .doesNotContainKey("rayClusterName");
    assertThat(cluster.pods()).isEmpty();
    assertThat(cluster.list(RAY, "RayCluster")).isEmpty();
  }

  @Test
  void whatCannotBeIsToldAndMakesNoPod() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(rayJob("suspend: true", ""));
    cluster.loop.runFor(5_000);
    assertThat(status(cluster)).containsEntry("jobDeploymentStatus", "ValidationFailed");
    assertThat(cluster.list("v1", "Event"))
        .extracting(event -> Trees.text(event, "reason"))
        .containsExactly("ValidationFailed");
    assertThat(cluster.pods()).isEmpty();
  }

  private static Map<String, @Nullable Object> status(EmbeddedCluster cluster) {
    return Trees.map(cluster.get(RAY, "RayJob", "tune"), "status");
  }
}
