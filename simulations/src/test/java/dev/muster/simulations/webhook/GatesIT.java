package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gates by the webhook, on a server with its own Job controller and its own kube-scheduler. */
@Tag(TestServer.BOTH)
final class GatesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int GANGS = 100;
  private static final String API = "workload.codeflare.dev/v1beta2";
  private static final String PLACE = "muster.dev/place";
  private static final String GANG = "workload.codeflare.dev/appwrapper";

  /**
   * Seven pods of one GPU and one of eight: spread over two nodes of eight, the last has no room.
   */
  @Test
  void gangsThatSpreadingWouldBreakAreBoundExactlyAsPromised() {
    try (var server = TestServer.start(2 * GANGS + "x32cpu+64Gi+8gpu");
        var muster = new Muster(server)) {
      for (int i = 0; i < GANGS; i++) {
        server.create(gang("mixed-" + i, job("small-" + i, 7, 1), job("big-" + i, 1, 8)));
      }
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(2))
          .until(() -> bound(server) == 8L * GANGS);

      var pods = server.list("v1", "Pod");
      for (var gang : server.list(API, "AppWrapper")) {
        assertThat(places(pods, Trees.name(gang))).isEqualTo(promised(gang));
        assertThat(Trees.number(gang, 0, "status", "resettingCount")).isZero();
      }
      assertThat(pods).allSatisfy(pod -> assertThat(isPinned(pod)).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"webhook", "scheduler", "both"})
  void withMusterDownLostPodsAreReplacedAndRun(String down) {
    try (var server = TestServer.operated("2x32cpu+64Gi+8gpu");
        var muster = new Muster(server)) {
      server.create(gang("job", job("job", 3, 1)));
      server.create(gang("deployment", deployment()));
      server.create(gang("ray", rayCluster()));
      await().atMost(PATIENCE).until(() -> running(server).size() == 8);
      if (!down.equals("webhook")) {
        muster.stopScheduler();
      }
      if (!down.equals("scheduler")) {
        muster.stopWebhook();
      }
      var before = uids(server.list("v1", "Pod"));
      for (var killed : List.of(one(server, "job"), one(server, "deployment"), worker(server))) {
        server.delete("v1", "Pod", killed);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            assertThat(server.list("v1", "Pod")).hasSize(8);
            assertThat(running(server)).hasSize(8);
            assertThat(uids(running(server))).isNotEqualTo(before);
          });
      var fresh = running(server).stream().filter(pod -> !before.contains(uid(pod))).toList();
      assertThat(fresh)
          .extracting(pod -> Trees.text(pod, "metadata", "labels", GANG))
          .containsExactlyInAnyOrder("job", "deployment", "ray");
      assertThat(fresh)
          .filteredOn(pod -> !Trees.text(pod, "metadata", "labels", PLACE).isEmpty())
          .hasSize(2)
          .allSatisfy(pod -> assertThat(isPinned(pod)).isFalse());
    }
  }

  private static String one(TestServer server, String gang) {
    return Trees.name(podsOf(server, gang).getFirst());
  }

  private static String worker(TestServer server) {
    return podsOf(server, "ray").stream()
        .filter(pod -> Trees.text(pod, "metadata", "labels", "ray.io/group").equals("workers"))
        .map(Trees::name)
        .findFirst()
        .orElseThrow();
  }

  private static List<Map<String, @Nullable Object>> running(TestServer server) {
    return server.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "status", "phase").equals("Running"))
        .filter(pod -> !Trees.leaving(pod))
        .toList();
  }

  private static Set<String> uids(List<Map<String, @Nullable Object>> pods) {
    var uids = new HashSet<String>();
    pods.forEach(pod -> uids.add(uid(pod)));
    return uids;
  }

  private static String uid(Object pod) {
    return Trees.text(pod, "metadata", "uid");
  }

  private static List<Map<String, @Nullable Object>> podsOf(TestServer server, String gang) {
    return server.list("v1", "Pod").stream().filter(pod -> isOf(pod, gang)).toList();
  }

  private static boolean isOf(Object pod, String gang) {
    return Trees.text(pod, "metadata", "labels", GANG).equals(gang);
  }

  private static long bound(TestServer server) {
    return server.list("v1", "Pod").stream()
        .filter(pod -> !Trees.text(pod, "spec", "nodeName").isEmpty())
        .filter(pod -> Trees.at(pod, "metadata", "deletionTimestamp") == null)
        .count();
  }

  private static boolean isPinned(Object pod) {
    return Trees.at(pod, "spec", "affinity", "nodeAffinity") != null;
  }

  /** Pods by pod set and node. */
  private static Map<String, Long> places(List<Map<String, @Nullable Object>> pods, String gang) {
    var places = new TreeMap<String, Long>();
    for (var pod : pods) {
      if (isOf(pod, gang)) {
        var podSet = Trees.text(pod, "metadata", "labels", "muster.dev/pod-set");
        places.merge(podSet + " on " + Trees.text(pod, "spec", "nodeName"), 1L, Long::sum);
      }
    }
    return places;
  }

  private static Map<String, Long> promised(Map<String, @Nullable Object> gang) {
    var places = new TreeMap<String, Long>();
    for (var podSet : Trees.maps(gang, "status", "admission", "podSets")) {
      var nodes = Trees.map(podSet, "nodes");
      for (var node : nodes.keySet()) {
        places.put(Trees.text(podSet, "name") + " on " + node, Trees.number(nodes, 0, node));
      }
    }
    return places;
  }

  private static String gang(String name, String... templates) {
    var gang =
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata: {name: %s}
        spec:
          components:
        """
            .formatted(name);
    return gang + String.join("", templates);
  }

  private static String job(String name, int pods, int gpus) {
    return """
      - template:
          apiVersion: batch/v1
          kind: Job
          metadata: {name: %s}
          spec:
            parallelism: %d
            completions: %d
            template:
              spec:
                restartPolicy: Never
                terminationGracePeriodSeconds: 0
                containers:
                - name: main
                  image: busybox
                  resources: {limits: {nvidia.com/gpu: %d, cpu: 1}}
    """
        .formatted(name, pods, pods, gpus);
  }

  private static String rayCluster() {
    return """
      - template:
          apiVersion: ray.io/v1
          kind: RayCluster
          metadata: {name: ray}
          spec:
            headGroupSpec: {rayStartParams: {}, template: %1$s}
            workerGroupSpecs:
            - groupName: workers
              replicas: 2
              minReplicas: 2
              maxReplicas: 2
              rayStartParams: {}
              template: %1$s
    """
        .formatted(
            "{spec: {terminationGracePeriodSeconds: 0, containers:"
                + " [{name: main, image: ray, resources: {limits: {cpu: 1}}}]}}");
  }

  private static String deployment() {
    return """
      - template:
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: deployment}
          spec:
            replicas: 2
            selector: {matchLabels: {app: web}}
            template:
              metadata: {labels: {app: web}}
              spec:
                terminationGracePeriodSeconds: 0
                containers: [{name: main, image: busybox, resources: {limits: {cpu: 1}}}]
    """;
  }
}
