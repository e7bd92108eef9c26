package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the provider of machines sells, as AWS publishes it.
 *
 * @param name as {@code g4dn.xlarge}
 * @param model of its GPUs; empty if it has none
 */
record MachineType(String name, int cpus, int memoryGib, int gpus, String model) {
  private static final List<MachineType> ALL =
      Arrays.asList(
          new MachineType("c5.2xlarge", 8, 16, 0, ""),
          new MachineType("g4dn.12xlarge", 48, 192, 4, "Tesla-T4"),
          new MachineType("g4dn.2xlarge", 8, 32, 1, "Tesla-T4"),
          new MachineType("g4dn.xlarge", 4, 16, 1, "Tesla-T4"),
          new MachineType("g5.12xlarge", 48, 192, 4, "NVIDIA-A10G"),
          new MachineType("g5.xlarge", 4, 16, 1, "NVIDIA-A10G"),
          new MachineType("m5.2xlarge", 8, 32, 0, ""),
          new MachineType("m5.4xlarge", 16, 64, 0, ""),
          new MachineType("m5.large", 2, 8, 0, ""),
          new MachineType("m5.xlarge", 4, 16, 0, ""),
          new MachineType("p3.16xlarge", 64, 488, 8, "Tesla-V100-SXM2-16GB"),
          new MachineType("p3.2xlarge", 8, 61, 1, "Tesla-V100-SXM2-16GB"),
          new MachineType("p3.8xlarge", 32, 244, 4, "Tesla-V100-SXM2-16GB"),
          new MachineType("p4d.24xlarge", 96, 1152, 8, "NVIDIA-A100-SXM4-40GB"));

  /** The type that a Machine, or the template of a MachineSet, asks for; empty if there is none. */
  static Optional<MachineType> of(Object machine) {
    var wanted = Trees.text(machine, "spec", "providerSpec", "value", "instanceType");
    return ALL.stream().filter(type -> type.name.equals(wanted)).findFirst();
  }

  /** As OpenShift's machine controllers write it on a MachineSet. */
  Map<String, @Nullable Object> annotations() {
    return Trees.object(
        "machine.openshift.io/vCPU", String.valueOf(cpus),
        "machine.openshift.io/memoryMb", String.valueOf(memoryGib * 1024),
        "machine.openshift.io/GPU", String.valueOf(gpus),
        "capacity.cluster-autoscaler.kubernetes.io/labels", "kubernetes.io/arch=amd64");
  }

  /** What its node has; {@code gpusShown}: as many as its device plugin has told of so far. */
  Map<String, @Nullable Object> capacity(long gpusShown) {
    var capacity =
        Trees.object(
            "cpu",
            String.valueOf(cpus),
            "memory",
            memoryGib + "Gi",
            "ephemeral-storage",
            "100Gi",
            "pods",
            "110");
    if (gpusShown > 0) {
      capacity.put("nvidia.com/gpu", String.valueOf(gpusShown));
    }
    return capacity;
  }
}
