package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Machines come, and go as their sets say. */
final class MachinesTest {
  private static final String API = "machine.openshift.io/v1beta1";
  private static final String SET =
      """
      apiVersion: machine.openshift.io/v1beta1
      kind: MachineSet
      metadata: {name: gpu}
      spec:
        replicas: %d
        template:
          metadata:
            labels: {team: ml}
            annotations: {demo.muster.dev/driver-seconds: "30"%s}
          spec:
            metadata: {labels: {pool: bought}}
            taints: [{key: gpu, value: "yes", effect: NoSchedule}]
            providerSpec:
              value:
                instanceType: %s
                placement: {availabilityZone: us-east-1a}
      """;

  @Test
  void aMachineGoesThroughItsPhasesToANodeThatShowsItsGpusLast() {
    var cluster = cluster(1, "", "g4dn.xlarge");

    cluster.loop.runFor(59_000);
    assertThat(phases(cluster)).containsExactly("Provisioning");
    cluster.loop.runFor(2_000);
    assertThat(phases(cluster)).containsExactly("Provisioned");
    assertThat(nodes(cluster)).isEmpty();
    cluster.loop.runFor(60_000);
    assertThat(phases(cluster)).containsExactly("Running");
    var joined = nodes(cluster).getFirst();
    assertThat(Trees.condition(joined, "Ready")).isEqualTo("True");
    assertThat(allocatable(joined))
        .isEqualTo(
            Map.of("cpu", "3500m", "memory", "15Gi", "ephemeral-storage", "100Gi", "pods", "110"));
    cluster.loop.runFor(30_000);

    var node = nodes(cluster).getFirst();
    assertThat(allocatable(node)).containsEntry("nvidia.com/gpu", "1");
    assertThat(Trees.map(node, "metadata", "labels"))
        .containsEntry("pool", "bought")
        .containsEntry("node.kubernetes.io/instance-type", "g4dn.xlarge")
        .containsEntry("topology.kubernetes.io/zone", "us-east-1a")
        .containsEntry("nvidia.com/gpu.product", "Tesla-T4");
    assertThat(Trees.maps(node, "spec", "taints"))
        .containsExactly(Map.of("key", "gpu", "value", "yes", "effect", "NoSchedule"));
    var machine = machines(cluster).getFirst();
    assertThat(Trees.map(machine, "metadata", "labels"))
        .containsEntry("team", "ml")
        .containsEntry("machine.openshift.io/cluster-api-machineset", "gpu")
        .containsEntry("machine.openshift.io/instance-type", "g4dn.xlarge");
    assertThat(Trees.text(machine, "status", "nodeRef", "name")).isEqualTo(Trees.name(node));
    assertThat(Trees.annotation(node, "machine.openshift.io/machine"))
        .isEqualTo("default/" + Trees.name(machine));
    assertThat(Trees.map(cluster.get(API, "MachineSet", "gpu"), "status"))
        .containsEntry("replicas", 1L)
        .containsEntry("readyReplicas", 1L);
  }

  @Test
  void aSetSaysWhatItsMachinesHave() {
    var cluster = cluster(0, "", "p3.8xlarge");

    cluster.loop.runFor(1_000);

    assertThat(Trees.map(cluster.get(API, "MachineSet", "gpu"), "metadata", "annotations"))
        .isEqualTo(
            Map.of(
                "machine.openshift.io/vCPU", "32",
                "machine.openshift.io/memoryMb", "249856",
                "machine.openshift.io/GPU", "4",
                "capacity.cluster-autoscaler.kubernetes.io/labels", "kubernetes.io/arch=amd64"));
  }

  @Test
  void ofTooManyMachinesTheMarkedOneGoesDrainedAndItsNodeWithIt() {
    var cluster = cluster(3, "", "m5.xlarge");
    cluster.loop.runFor(180_000);
    var marked = Trees.name(machines(cluster).get(1));
    cluster.patch(
        API,
        "Machine",
        marked,
        "{metadata: {annotations: {machine.openshift.io/delete-machine: 'true'}}}");
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: rest}
        spec:
          nodeName: %s
          containers: [{name: main, image: x}]
        """
            .formatted(marked));
    cluster.loop.runFor(2_000);
    assertThat(cluster.podsIn("Running")).containsExactly("rest");

    scale(cluster, 2);
    cluster.loop.runFor(10_000);

    assertThat(machines(cluster)).hasSize(2).noneMatch(m -> Trees.name(m).equals(marked));
    assertThat(nodes(cluster)).hasSize(2).noneMatch(n -> Trees.name(n).equals(marked));
    assertThat(cluster.pods()).isEmpty();
  }

  @Test
  void ofUnmarkedMachinesThoseWithoutANodeGoFirst() {
    var cluster = cluster(1, "", "m5.xlarge");
    cluster.loop.runFor(180_000);
    var running = Trees.name(machines(cluster).getFirst());
    scale(cluster, 3);
    cluster.loop.runFor(10_000);
    assertThat(machines(cluster)).hasSize(3);

    scale(cluster, 1);
    cluster.loop.runFor(10_000);

    assertThat(machines(cluster)).extracting(Trees::name).containsExactly(running);
  }

  @Test
  void aMachineThatIsDeletedByHandIsReplaced() {
    var cluster = cluster(1, "", "m5.xlarge");
    cluster.loop.runFor(180_000);
    var first = Trees.name(machines(cluster).getFirst());

    cluster.delete(API, "Machine", first);
    cluster.loop.runFor(180_000);

    assertThat(machines(cluster)).hasSize(1).noneMatch(m -> Trees.name(m).equals(first));
    assertThat(nodes(cluster)).hasSize(1);
  }

  @Test
  void aSoldOutMachineStaysOnItsWayAndSaysWhy() {
    var cluster = cluster(1, "stockout", "g4dn.xlarge");

    cluster.loop.runFor(3_600_000);

    assertThat(phases(cluster)).containsExactly("Provisioning");
    var conditions =
        Trees.maps(machines(cluster).getFirst(), "status", "providerStatus", "conditions");
    assertThat(conditions).hasSize(1);
    assertThat(conditions.getFirst())
        .containsEntry("type", "MachineCreation")
        .containsEntry("status", "False")
        .containsEntry("reason", "MachineCreationFailed");
    assertThat(nodes(cluster)).isEmpty();
  }

  @Test
  void whatTheProviderRefusesHasFailedForGood() {
    for (var cluster : List.of(cluster(1, "quota", "g4dn.xlarge"), cluster(1, "", "x99.nano"))) {
      cluster.loop.runFor(3_600_000);

      assertThat(phases(cluster)).containsExactly("Failed");
      assertThat(Trees.text(machines(cluster).getFirst(), "status", "errorReason"))
          .isEqualTo("InvalidConfiguration");
      scale(cluster, 0);
      cluster.loop.runFor(5_000);
      assertThat(machines(cluster)).isEmpty();
    }
  }

  @Test
  void aNodeOfTheSameNameThatIsSomebodyElsesIsLeftAlone() {
    var cluster = cluster(1, "", "m5.xlarge");
    cluster.loop.runFor(1_000);
    var name = Trees.name(machines(cluster).getFirst());
    cluster.create("{apiVersion: v1, kind: Node, metadata: {name: %s}}".formatted(name));

    cluster.loop.runFor(180_000);
    assertThat(phases(cluster)).containsExactly("Failed");
    scale(cluster, 0);
    cluster.loop.runFor(10_000);

    assertThat(machines(cluster)).isEmpty();
    assertThat(nodes(cluster)).extracting(Trees::name).containsExactly(name);
  }

  @Test
  void machinesThatComeAreNotAlwaysOfUse() {
    assertThat(nodes(after(10, "never-joins"))).isEmpty();
    assertThat(Trees.condition(nodes(after(10, "never-ready")).getFirst(), "Ready"))
        .isEqualTo("False");
    assertThat(allocatable(nodes(after(10, "no-gpus")).getFirst()))
        .doesNotContainKey("nvidia.com/gpu");
    assertThat(allocatable(nodes(after(10, "one-gpu-short")).getFirst()))
        .containsEntry("nvidia.com/gpu", "3");
  }

  private static EmbeddedCluster after(int minutes, String fault) {
    var cluster = cluster(1, fault, "g4dn.12xlarge");
    cluster.loop.runFor(minutes * 60_000L);
    return cluster;
  }

  private static EmbeddedCluster cluster(int machines, String fault, String type) {
    var cluster = EmbeddedCluster.of("0x1cpu");
    var annotation = fault.isEmpty() ? "" : ", demo.muster.dev/machine-fault: " + fault;
    cluster.create(SET.formatted(machines, annotation, type));
    return cluster;
  }

  private static void scale(EmbeddedCluster cluster, int replicas) {
    cluster.patch(API, "MachineSet", "gpu", "{spec: {replicas: %d}}".formatted(replicas));
  }

  private static List<Map<String, @Nullable Object>> machines(EmbeddedCluster cluster) {
    return cluster.list(API, "Machine");
  }

  private static List<Map<String, @Nullable Object>> nodes(EmbeddedCluster cluster) {
    return cluster.list("v1", "Node");
  }

  private static List<String> phases(EmbeddedCluster cluster) {
    return machines(cluster).stream()
        .map(machine -> Trees.text(machine, "status", "phase"))
        .toList();
  }

  private static Map<String, @Nullable Object> allocatable(Object node) {
    return Trees.map(node, "status", "allocatable");
  }
}
