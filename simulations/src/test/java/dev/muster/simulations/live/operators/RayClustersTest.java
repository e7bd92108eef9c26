package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RayClustersTest {
  private static final String RAY = "ray.io/v1";

  private static String cluster(String more, String podMetadata, String podSpec) {
    return """
    apiVersion: ray.io/v1
    kind: RayCluster
    metadata: {name: ray}
    spec:
      %1$s
      headGroupSpec:
        rayStartParams: {}
        template:
          metadata: {%2$s}
          spec:
            %3$s
            containers: [{name: head, image: ray, resources: {requests: {cpu: 1, memory: 4G}}}]
      workerGroupSpecs:
      - groupName: gpu
        replicas: 2
        minReplicas: 1
        maxReplicas: 4
        template:
          metadata: {%2$s}
          spec:
            %3$s
            containers:
            - {name: worker, image: ray, resources: {limits: {cpu: 2, nvidia.com/gpu: 1}}}
    """
        .formatted(more, podMetadata, podSpec);
  }

  @Test
  void headAndWorkersAreMadeInRaysManner() {
    var cluster = EmbeddedCluster.of("2x8gpu");
    cluster.create(
        cluster(
            "enableInTreeAutoscaling: true",
            "labels: {owner: me}",
            "schedulingGates: [{name: muster.dev/placement}]"));
    cluster.loop.runFor(10_000);

    assertThat(cluster.pods())
        .hasSize(3)
        .allMatch(pod -> Trees.text(pod, "spec", "nodeName").isEmpty());
    var head = cluster.pod("ray-head");
    assertThat(Trees.map(head, "metadata", "labels"))
        .containsEntry("ray.io/cluster", "ray")
        .containsEntry("ray.io/node-type", "head")
        .containsEntry("ray.io/group", "headgroup")
        .containsEntry("ray.io/is-ray-node", "yes")
        .containsEntry("owner", "me");
    assertThat(Trees.maps(head, "spec", "containers"))
        .extracting(container -> Trees.text(container, "name"))
        .containsExactly("head", "autoscaler");
    assertThat(Trees.controllerOf(head)).isEqualTo(Trees.uid(ray(cluster)));
    var worker = workers(cluster).getFirst();
    assertThat(Trees.name(worker)).matches("ray-gpu-worker-[a-z0-9]{5}");
    assertThat(Trees.maps(worker, "spec", "initContainers"))
        .extracting(container -> Trees.text(container, "resources", "requests", "cpu"))
        .containsExactly("200m");
    assertThat(cluster.list("v1", "Service")).extracting(Trees::name).contains("ray-head-svc");
  }

  @Test
  void gatedPodsWaitAndUngatedOnesRunToTheEnd() {
    var cluster = EmbeddedCluster.of("2x8gpu");
    cluster.create(
        cluster(
            "",
            "annotations: {demo.muster.dev/run-seconds: '30'}",
            "schedulingGates: [{name: muster.dev/placement}]"));
    cluster.loop.runFor(60_000);
    assertThat(cluster.podsIn("Pending")).hasSize(3);
    assertThat(Trees.text(ray(cluster), "status", "state")).isEmpty();

    for (var pod : cluster.pods()) {
      cluster.patch("v1", "Pod", Trees.name(pod), "{spec: {schedulingGates: null}}");
    }
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).hasSize(3);
    assertThat(Trees.map(ray(cluster), "status"))
        .containsEntry("state", "ready")
        .containsEntry("desiredWorkerReplicas", 2L)
        .containsEntry("readyWorkerReplicas", 2L)
        .containsEntry("availableWorkerReplicas", 2L)
        .containsEntry("observedGeneration", 1L);
    assertThat(Trees.condition(ray(cluster), "HeadPodReady")).isEqualTo("True");
    assertThat(Trees.condition(ray(cluster), "RayClusterProvisioned")).isEqualTo("True");

    cluster.loop.runFor(60_000);
    assertThat(cluster.podsIn("Succeeded")).hasSize(3);
    assertThat(cluster.pods()).hasSize(3);
    assertThat(Trees.text(ray(cluster), "status", "state")).isEqualTo("ready");
  }

  @Test
  void workersStartOnlyOnceTheHeadIsReady() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(cluster("", "", ""));
    cluster.loop.runFor(400);
    assertThat(cluster.podsIn("Running")).hasSize(3);

    var slow = EmbeddedCluster.of("1x8gpu");
    slow.create(
        cluster("", "", "")
            .replaceFirst(
                "metadata: \\{\\}",
                "metadata: {annotations: {demo.muster.dev/start-seconds: '20'}}"));
    slow.loop.runFor(15_000);
    assertThat(slow.podsIn("Running")).isEmpty();
    slow.loop.runFor(10_000);
    assertThat(slow.podsIn("Running")).hasSize(3);
  }

  @Test
  void suspensionDeletesAllPodsAndEndsOnlyWhenNoneIsLeft() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(cluster("", "", ""));
    cluster.loop.runFor(5_000);
    cluster.patch(RAY, "RayCluster", "ray", "{spec: {suspend: true}}");
    cluster.loop.runFor(50);
    assertThat(Trees.condition(ray(cluster), "RayClusterSuspending")).isEqualTo("True");
    assertThat(Trees.text(ray(cluster), "status", "state")).isEqualTo("ready");

    cluster.patch(RAY, "RayCluster", "ray", "{spec: {suspend: false}}");
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).hasSize(3);
    assertThat(
            cluster.changes.stream()
                .filter(change -> change.resource().kind().equals("RayCluster"))
                .map(change -> Trees.text(change.object(), "status", "state"))
                .distinct())
        .containsExactly("", "ready", "suspended");
    assertThat(Trees.text(ray(cluster), "status", "state")).isEqualTo("ready");
  }

  @Test
  void aClusterCreatedSuspendedHasNoPod() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(cluster("suspend: true", "", ""));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(Trees.text(ray(cluster), "status", "state")).isEqualTo("suspended");
  }

  @Test
  void failedPodsAreReplacedUnlessTheyAreToBeKept() {
    String fails = "demo.muster.dev/run-seconds: '5', demo.muster.dev/exit-code: '1'";
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(cluster("", "annotations: {%s}".formatted(fails), "restartPolicy: Never"));
    cluster.loop.runFor(3_000);
    List<String> first = workers(cluster).stream().map(Trees::name).toList();
    cluster.loop.runFor(5_000);
    assertThat(workers(cluster))
        .hasSize(2)
        .extracting(Trees::name)
        .doesNotContainAnyElementsOf(first);

    var kept = EmbeddedCluster.of("1x8gpu");
    kept.create(
        cluster(
            "",
            "annotations: {%s, demo.muster.dev/keep-failed: 'true'}".formatted(fails),
            "restartPolicy: Never"));
    kept.loop.runFor(60_000);
    assertThat(kept.podsIn("Failed")).hasSize(3);
    assertThat(kept.pods()).hasSize(3);
  }

  @Test
  void deletedPodsAreReplacedAndScalingIsClamped() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(cluster("", "", ""));
    cluster.loop.runFor(5_000);
    cluster.delete("v1", "Pod", "ray-head");
    cluster.loop.runFor(5_000);
    assertThat(cluster.phase("ray-head")).isEqualTo("Running");

    var groups = Trees.maps(Trees.copyOf(ray(cluster)), "spec", "workerGroupSpecs");
    groups.getFirst().put("replicas", 9L);
    cluster.patchTree(
        RAY, "RayCluster", "ray", Trees.object("spec", Trees.object("workerGroupSpecs", groups)));
    cluster.loop.runFor(5_000);
    assertThat(workers(cluster)).hasSize(4);

    groups.getFirst().put("suspend", true);
    cluster.patchTree(
        RAY, "RayCluster", "ray", Trees.object("spec", Trees.object("workerGroupSpecs", groups)));
    cluster.loop.runFor(5_000);
    assertThat(workers(cluster)).isEmpty();
  }

  @Test
  void theDeletionOfTheClusterTakesItsPodsWithIt() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(cluster("", "", ""));
    cluster.loop.runFor(5_000);
    cluster.delete(RAY, "RayCluster", "ray");
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(cluster.list("v1", "Service"))
        .extracting(Trees::name)
        .doesNotContain("ray-head-svc");
  }

  private static Map<String, @Nullable Object> ray(EmbeddedCluster cluster) {
    return cluster.get(RAY, "RayCluster", "ray");
  }

  private static List<Map<String, @Nullable Object>> workers(EmbeddedCluster cluster) {
    return cluster.pods().stream().filter(Ray::isWorker).toList();
  }
}
