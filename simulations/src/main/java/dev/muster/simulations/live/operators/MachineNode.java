package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node of a Machine, as it is when it joins. */
final class MachineNode {
  private MachineNode() {}

  static Map<String, @Nullable Object> of(
      Object machine, MachineType type, long gpus, String stamp) {
    boolean ready =
        !Trees.annotation(machine, "demo.muster.dev/machine-fault").equals("never-ready");
    var capacity = type.capacity(gpus);
    return Trees.object(
        "apiVersion", "v1",
        "kind", "Node",
        "metadata",
            Trees.object(
                "name", Trees.name(machine),
                "labels", labels(machine, type),
                "annotations",
                    Trees.object(
                        Machines.MACHINE, Trees.namespace(machine) + "/" + Trees.name(machine))),
        "spec", Trees.object("taints", Trees.copy(Trees.maps(machine, "spec", "taints"))),
        "status",
            Trees.object(
                "capacity", capacity,
                "allocatable", allocatable(capacity),
                "conditions", List.of(readiness(ready, stamp))));
  }

  private static Map<String, @Nullable Object> labels(Object machine, MachineType type) {
    var labels = new LinkedHashMap<String, @Nullable Object>();
    labels.putAll(Trees.map(machine, "spec", "metadata", "labels"));
    labels.put(VirtualNodes.LABEL, "true");
    labels.put("kubernetes.io/arch", "amd64");
    labels.put("kubernetes.io/hostname", Trees.name(machine));
    labels.put("kubernetes.io/os", "linux");
    labels.put("node-role.kubernetes.io/worker", "");
    labels.put("node.kubernetes.io/instance-type", type.name());
    var zone =
        Trees.text(machine, "spec", "providerSpec", "value", "placement", "availabilityZone");
    if (!zone.isEmpty()) {
      labels.put("topology.kubernetes.io/zone", zone);
    }
    if (type.gpus() > 0) {
      labels.put("nvidia.com/gpu.present", "true");
      labels.put("nvidia.com/gpu.product", type.model());
    }
    return labels;
  }

  private static Map<String, @Nullable Object> readiness(boolean ready, String stamp) {
    return Trees.object(
        "type",
        "Ready",
        "status",
        ready ? "True" : "False",
        "reason",
        ready ? "KubeletReady" : "KubeletNotReady",
        "message",
        ready ? "kubelet is posting ready status" : "container runtime is down",
        "lastHeartbeatTime",
        stamp,
        "lastTransitionTime",
        stamp);
  }

  /** Without what the kubelet keeps: half a CPU and a gibibyte. */
  static Map<String, @Nullable Object> allocatable(Map<String, @Nullable Object> capacity) {
    var allocatable = new LinkedHashMap<String, @Nullable Object>(capacity);
    long cpus = Long.parseLong(Trees.text(capacity, "cpu"));
    long gib = Long.parseLong(Trees.text(capacity, "memory").replace("Gi", ""));
    allocatable.put("cpu", cpus * 1000 - 500 + "m");
    allocatable.put("memory", gib - 1 + "Gi");
    return allocatable;
  }
}
