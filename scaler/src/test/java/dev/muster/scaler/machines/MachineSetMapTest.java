package dev.muster.scaler.machines;

import static dev.muster.scheduler.model.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scaler.model.NodeGroup;
import dev.muster.scaler.model.NodeGroup.Access;
import dev.muster.scaler.model.NodeGroup.Market;
import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Overheads;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Nodes;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineSetMapTest {
  private static final String UPSTREAM = "capacity.cluster-autoscaler.kubernetes.io/";
  private static final Map<String, String> G4DN =
      Map.of(
          "machine.openshift.io/vCPU",
          "4",
          "machine.openshift.io/memoryMb",
          "16384",
          "machine.openshift.io/GPU",
          "1",
          UPSTREAM + "labels",
          "kubernetes.io/arch=amd64");

  /** What OpenShift 4 on AWS has for a set that never had a machine. */
  @Test
  void aSetWithoutMachinesIsReadFromWhatItsControllerWroteOnIt() {
    assertThat(read(set(G4DN)))
        .isEqualTo(
            new GroupReading.Readable(
                new NodeGroup(
                    "workers",
                    1,
                    0,
                    100_000,
                    new Access.Open(),
                    Market.ON_DEMAND,
                    machine(4_000, 16 * Nodes.GIB, 1_000))));
  }

  @Test
  void theUpstreamAnnotationsWin() {
    var written = new TreeMap<>(G4DN);
    written.put(UPSTREAM + "cpu", "3500m");
    written.put(UPSTREAM + "memory", "15Gi");
    written.put(UPSTREAM + "gpu-count", "2");

    assertThat(machineOf(set(written))).isEqualTo(machine(3_500, 15 * Nodes.GIB, 2_000));
  }

  @Test
  void gpusOfOtherMakersPodsAndDisksAreRead() {
    var written = new TreeMap<>(G4DN);
    written.put(UPSTREAM + "gpu-type", "amd.com/gpu");
    written.put(UPSTREAM + "gpu-count", "8");
    written.put(UPSTREAM + "maxPods", "29");
    written.put(UPSTREAM + "ephemeral-disk", "100Gi");

    assertThat(machineOf(set(written)).allocatable())
        .isEqualTo(
            Resources.of(
                Map.of(
                    "cpu", 4_000L,
                    "memory", 16 * Nodes.GIB,
                    "amd.com/gpu", 8_000L,
                    "pods", 29L,
                    "ephemeral-storage", 100 * Nodes.GIB)));
  }

  @Test
  void labelsAndTaintsAreThoseThatItsNodesWillHave() {
    var template =
        Map.of(
            "metadata", Map.of("labels", Map.of("team", "ml")),
            "taints", List.of(Map.of("key", "gpu", "value", "yes", "effect", "NoSchedule")),
            "providerSpec", Map.of("value", Map.of("instanceType", "g4dn.xlarge")));
    var written = new TreeMap<>(G4DN);
    written.put(UPSTREAM + "taints", "gpu=yes:NoSchedule, spot:PreferNoSchedule");

    var machine = machineOf(set(written, template, Map.of()));

    assertThat(machine.labels())
        .isEqualTo(
            Map.of(
                "kubernetes.io/arch",
                "amd64",
                "kubernetes.io/os",
                "linux",
                "node-role.kubernetes.io/worker",
                "",
                "team",
                "ml",
                Offer.TYPE,
                "g4dn.xlarge"));
    assertThat(machine.taints())
        .containsExactly(
            new Taint("gpu", "yes", Taint.Effect.NO_SCHEDULE),
            new Taint("spot", "", Taint.Effect.PREFER_NO_SCHEDULE));
  }

  @Test
  void whatNodesKeepForThemselvesAndTheirDaemonsIsNotForGangs() {
    var overheads =
        new Overheads(Resources.of("cpu", 500, "memory", 17 * Nodes.GIB), Resources.of("pods", 12));

    var machine =
        ((GroupReading.Readable) MachineSetMap.read(set(G4DN), Optional.empty(), overheads))
            .group()
            .machine();

    assertThat(machine.allocatable())
        .isEqualTo(Resources.of(Map.of("cpu", 3_500L, "nvidia.com/gpu", 1_000L, "pods", 110L)));
    assertThat(machine.used()).isEqualTo(Resources.of("pods", 12));
  }

  @Test
  void aReadyNodeShowsWhatTheOthersWillBe() {
    var seen =
        aNode("ip-10-0-1-2")
            .cpus(3)
            .gpus(1)
            .label("kubernetes.io/hostname", "ip-10-0-1-2")
            .label("a-gang", "a-gang")
            .label("zone", "a")
            .taint("node.kubernetes.io/unschedulable", "", Taint.Effect.NO_SCHEDULE)
            .taint("gpu", "yes", Taint.Effect.NO_SCHEDULE)
            .cordoned()
            .usedGpus(1)
            .build();

    var reading = MachineSetMap.read(set(Map.of()), Optional.of(seen), Overheads.NONE);

    assertThat(((GroupReading.Readable) reading).group().machine())
        .isEqualTo(
            aNode("workers")
                .cpus(3)
                .gpus(1)
                .label("zone", "a")
                .taint("gpu", "yes", Taint.Effect.NO_SCHEDULE)
                .build());
  }

  @Test
  void aNodeWhoseGpusAreNotThereYetShowsNothing() {
    var seen = aNode("ip-10-0-1-2").gpus(0).build();

    assertThat(MachineSetMap.read(set(G4DN), Optional.of(seen), Overheads.NONE))
        .isEqualTo(read(set(G4DN)));
  }

  @Test
  void aLabelOfTheGroupIsNotTakenForThatOfAGang() {
    var seen = aNode("ip-10-0-1-2").label("gpu", "gpu").build();
    var template = Map.of("metadata", Map.of("labels", Map.of("gpu", "gpu")));

    var reading =
        MachineSetMap.read(set(Map.of(), template, Map.of()), Optional.of(seen), Overheads.NONE);

    assertThat(((GroupReading.Readable) reading).group().machine().labels())
        .isEqualTo(Map.of("gpu", "gpu"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          machine.openshift.io/vCPU              |        | metadata.annotations | nothing says how much cpu
          machine.openshift.io/memoryMb          |        | metadata.annotations | nothing says how much memory
          machine.openshift.io/vCPU              | 0      | metadata.annotations | nothing says how much cpu
          machine.openshift.io/vCPU              | many   | machine.openshift.io/vCPU | many
          machine.openshift.io/vCPU              | -4     | machine.openshift.io/vCPU | "-4" is negative
          machine.openshift.io/memoryMb          | 1e12   | machine.openshift.io/memoryMb | no machine has that much: 1e12
          machine.openshift.io/GPU               | 4000   | machine.openshift.io/GPU | no machine has that much: 4000
          machine.openshift.io/GPU               | 99999999999999999999 | machine.openshift.io/GPU | too large
          capacity.cluster-autoscaler.kubernetes.io/gpu-type | cpu | gpu-type | is no GPU: cpu
          machine.openshift.io/cluster-api-autoscaler-node-group-max-size | three | max-size | is no number: three
          machine.openshift.io/cluster-api-autoscaler-node-group-max-size | -1 | max-size | no group has so many machines: -1
          """)
  void ofAGroupWhoseMachinesAreOfNoUsableShapeItIsSaidWhatIsWrong(
      String annotation, String value, String path, String problem) {
    var written = new TreeMap<>(G4DN);
    written.remove(annotation);
    if (value != null) {
      written.put(annotation, value);
    }

    var reading = read(set(written));

    assertThat(reading).isInstanceOf(GroupReading.Unusable.class);
    var unusable = (GroupReading.Unusable) reading;
    assertThat(unusable.name()).isEqualTo("workers");
    assertThat(unusable.path()).contains(path);
    assertThat(unusable.problem()).contains(problem);
  }

  @Test
  void aLeastThatIsMoreThanTheMostIsRefused() {
    var written = new TreeMap<>(G4DN);
    written.put("machine.openshift.io/cluster-api-autoscaler-node-group-min-size", "4");
    written.put("machine.openshift.io/cluster-api-autoscaler-node-group-max-size", "3");

    assertThat(read(set(written)))
        .isInstanceOfSatisfying(
            GroupReading.Unusable.class,
            unusable -> assertThat(unusable.problem()).isEqualTo("is less than the least: 3"));
  }

  @Test
  void whereSomebodyElseDecidesHowManyMachinesThereAreNothingIsBought() {
    var scaled = new TreeMap<>(G4DN);
    scaled.put("machine.openshift.io/cluster-api-autoscaler-node-group-max-size", "3");

    assertThat(accessOf(set(scaled)))
        .isEqualTo(new Access.Foreign("a MachineAutoscaler scales it"));
    assertThat(accessOf(set(G4DN, Map.of(), Map.of("authoritativeAPI", "ClusterAPI"))))
        .isEqualTo(new Access.Foreign("its authoritative API is ClusterAPI"));
    assertThat(accessOf(set(G4DN, Map.of(), Map.of("authoritativeAPI", "MachineAPI"))))
        .isEqualTo(new Access.Open());
    assertThat(accessOf(with("labels", Map.of("hive.openshift.io/machine-pool", "p"))))
        .isInstanceOf(Access.Foreign.class);
    assertThat(accessOf(with("deletionTimestamp", "2026-01-01T00:00:00Z")))
        .isEqualTo(new Access.Foreign("it is being deleted"));
    assertThat(((GroupReading.Readable) read(set(scaled))).group().room()).isZero();
  }

  @Test
  void howItsMachinesArePaidForIsReadFromTheProvider() {
    assertThat(marketOf(Map.of())).isEqualTo(Market.ON_DEMAND);
    assertThat(marketOf(Map.of("spotMarketOptions", Map.of()))).isEqualTo(Market.SPOT);
    assertThat(marketOf(Map.of("marketType", "Spot"))).isEqualTo(Market.SPOT);
    assertThat(marketOf(Map.of("marketType", "CapacityBlock"))).isEqualTo(Market.RESERVED);
    assertThat(marketOf(Map.of("capacityReservationId", "cr-1"))).isEqualTo(Market.RESERVED);
  }

  /** Annotations of one that is no object, and so on: nothing is thrown whatever stands there. */
  @Test
  void nothingThatStandsThereIsThrownAtTheReader() {
    for (Object odd : List.of("text", 7L, List.of(), true, Map.of("a", List.of(Map.of())))) {
      for (var field : List.of("metadata", "spec", "status")) {
        var object = new TreeMap<String, Object>(set(G4DN));
        object.put(field, odd);
        assertThat(read(object)).isNotNull();
      }
    }
    assertThat(read(Map.of())).isInstanceOf(GroupReading.Unusable.class);
  }

  private static Node machine(long cpu, long memory, long gpu) {
    return new Node(
        "workers",
        new TreeMap<>(
            Map.of(
                "kubernetes.io/arch",
                "amd64",
                "kubernetes.io/os",
                "linux",
                "node-role.kubernetes.io/worker",
                "",
                Offer.TYPE,
                "g4dn.xlarge",
                "topology.kubernetes.io/zone",
                "us-east-1a")),
        List.of(),
        true,
        false,
        Resources.of(Map.of("cpu", cpu, "memory", memory, "nvidia.com/gpu", gpu, "pods", 110L)),
        Resources.NONE);
  }

  private static Map<String, Object> set(Map<String, String> annotations) {
    return set(annotations, provider(Map.of()), Map.of());
  }

  private static Map<String, Object> provider(Map<String, Object> more) {
    var value = new TreeMap<>(more);
    value.put("instanceType", "g4dn.xlarge");
    value.put("placement", Map.of("availabilityZone", "us-east-1a"));
    return Map.of("providerSpec", Map.of("value", value));
  }

  private static Map<String, Object> set(
      Map<String, String> annotations, Map<String, ?> template, Map<String, ?> status) {
    return Map.of(
        "metadata", Map.of("name", "workers", "annotations", annotations),
        "spec", Map.of("template", Map.of("spec", template)),
        "status", status);
  }

  private static Map<String, Object> with(String field, Object value) {
    var object = new TreeMap<>(set(G4DN));
    object.put("metadata", Map.of("name", "workers", "annotations", G4DN, field, value));
    return object;
  }

  private static GroupReading read(Map<String, ?> object) {
    return MachineSetMap.read(object, Optional.empty(), Overheads.NONE);
  }

  private static NodeGroup groupOf(Map<String, ?> object) {
    return ((GroupReading.Readable) read(object)).group();
  }

  private static Node machineOf(Map<String, ?> object) {
    return groupOf(object).machine();
  }

  private static Access accessOf(Map<String, ?> object) {
    return groupOf(object).access();
  }

  private static Market marketOf(Map<String, Object> provider) {
    return groupOf(set(G4DN, provider(provider), Map.of())).market();
  }
}
