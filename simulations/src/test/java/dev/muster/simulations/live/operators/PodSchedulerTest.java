package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PodSchedulerTest {
  static String pod(String name, String resources, String more) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s}
    spec:
      restartPolicy: Never
      containers: [{name: main, image: busybox, resources: {requests: {%s}}}]
      %s
    """
        .formatted(name, resources, more);
  }

  @Test
  void podsAreSpreadOverTheNodesSoThatALargeOneFindsNoRoom() {
    var cluster = EmbeddedCluster.of("2x96cpu+1024Gi+8gpu");
    for (int i = 0; i < 7; i++) {
      cluster.create(pod("small-" + i, "cpu: 4, nvidia.com/gpu: 1", ""));
    }
    cluster.create(pod("zlarge", "cpu: 4, nvidia.com/gpu: 8", ""));
    cluster.loop.runFor(60_000);

    assertThat(cluster.podsIn("Running"))
        .containsExactly(
            "small-0", "small-1", "small-2", "small-3", "small-4", "small-5", "small-6");
    assertThat(List.of(cluster.node("small-0"), cluster.node("small-1"), cluster.node("small-2")))
        .containsExactly("node-00", "node-01", "node-00");
    assertThat(cluster.node("zlarge")).isEmpty();
  }

  @Test
  void whatFitsNowhereSaysWhyOnceAndIsPlacedWhenRoomComes() {
    var cluster = EmbeddedCluster.of("2x96cpu+8gpu");
    cluster.create(pod("a", "nvidia.com/gpu: 8", ""));
    cluster.create(pod("b", "nvidia.com/gpu: 8", ""));
    cluster.create(pod("c", "nvidia.com/gpu: 8", ""));
    cluster.create(pod("d", "cpu: 1", "nodeSelector: {zone: nowhere}"));
    cluster.loop.runFor(10_000);

    assertThat(events(cluster))
        .containsExactly(
            "c: 0/2 nodes are available: 2 Insufficient nvidia.com/gpu.",
            "d: 0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.");

    cluster.delete("v1", "Pod", "b");
    cluster.patch("v1", "Node", "node-00", "{metadata: {labels: {zone: nowhere}}}");
    cluster.loop.runFor(10_000);

    assertThat(cluster.node("c")).isEqualTo("node-01");
    assertThat(cluster.node("d")).isEqualTo("node-00");
    assertThat(events(cluster)).hasSize(2);
  }

  @Test
  void thoseOfHigherPriorityAndThenTheOlderComeFirst() {
    var cluster = EmbeddedCluster.bare("1x96cpu+8gpu");
    cluster.create(
        "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high},"
            + " value: 100}");
    cluster.create(pod("c-first", "nvidia.com/gpu: 4", ""));
    cluster.create(pod("b-second", "nvidia.com/gpu: 4", ""));
    cluster.create(pod("a-high", "nvidia.com/gpu: 4", "priorityClassName: high"));
    // Pods that are there already come in the order of their names.
    Operators.start(cluster.store, cluster.loop, Settings.DEFAULT);
    cluster.loop.runFor(1000);

    assertThat(cluster.node("a-high")).isEqualTo("node-00");
    assertThat(cluster.node("b-second")).isEqualTo("node-00");
    assertThat(cluster.node("c-first")).isEmpty();
  }

  @Test
  void gatedPodsAreLeftAloneUntilTheGateIsLiftedAndThenGoWhereTheyAreSent() {
    var cluster = EmbeddedCluster.of("4x8gpu");
    cluster.create(
        pod("a", "nvidia.com/gpu: 1", "schedulingGates: [{name: muster.dev/placement}]"));
    cluster.loop.runFor(5000);
    assertThat(cluster.node("a")).isEmpty();
    assertThat(
            Trees.maps(cluster.pod("a"), "status", "conditions").stream()
                .map(condition -> Trees.text(condition, "reason")))
        .containsExactly("SchedulingGated");

    cluster.patch(
        "v1",
        "Pod",
        "a",
        """
        spec:
          schedulingGates: []
          affinity:
            nodeAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                nodeSelectorTerms:
                - matchFields: [{key: metadata.name, operator: In, values: [node-02]}]
        """);
    cluster.loop.runFor(5000);
    assertThat(cluster.node("a")).isEqualTo("node-02");
  }

  @Test
  void cordonedAndTaintedNodesTakeOnlyWhatToleratesThem() {
    var cluster = EmbeddedCluster.of("3x8gpu");
    cluster.patch("v1", "Node", "node-00", "{spec: {unschedulable: true}}");
    cluster.patch(
        "v1", "Node", "node-01", "{spec: {taints: [{key: team, value: a, effect: NoSchedule}]}}");
    cluster.patchStatus(
        "v1", "Node", "node-02", "{conditions: [{type: Ready, status: 'False', reason: Lost}]}");
    cluster.create(pod("plain", "cpu: 1", ""));
    cluster.create(pod("tolerant", "cpu: 1", "tolerations: [{key: team, operator: Exists}]"));
    cluster.loop.runFor(5000);

    assertThat(cluster.node("tolerant")).isEqualTo("node-01");
    assertThat(events(cluster))
        .containsExactly(
            "plain: 0/3 nodes are available: 1 node(s) had untolerated taint"
                + " {node.kubernetes.io/not-ready: }, 1 node(s) had untolerated taint {team: a},"
                + " 1 node(s) were unschedulable.");
  }

  private static List<String> events(EmbeddedCluster cluster) {
    return cluster.list("v1", "Event").stream()
        .filter(event -> Trees.text(event, "reason").equals("FailedScheduling"))
        .map(event ->
            Trees.text(event, "involvedObject", "name") + ": " + Trees.text(event, "message"))
        .toList();
  }
}
