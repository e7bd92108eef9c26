package dev.muster.scaler.machines;

import dev.muster.scaler.model.NodeGroup;
import dev.muster.scaler.model.NodeGroup.Access;
import dev.muster.scaler.model.NodeGroup.Market;
import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Overheads;
import dev.muster.scheduler.demand.Findings;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** From a {@code machine.openshift.io/v1beta1} MachineSet to the group of machines that it is. */
public final class MachineSetMap {
  private static final String AUTOSCALER = Shapes.OPENSHIFT + "cluster-api-autoscaler-node-group-";
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String HOSTNAME = "kubernetes.io/hostname";
  private static final int MOST_REPLICAS = 100_000;

  private final Tree set;
  private final Tree annotations;
  private final Tree template;
  private final Tree provider;
  private final Overheads overheads;

  private MachineSetMap(Map<String, ?> object, Overheads overheads) {
    this.set = new Tree(object, "", new Findings());
    this.annotations = set.get("metadata", "annotations");
    this.template = set.get("spec", "template", "spec");
    this.provider = template.get("providerSpec", "value");
    this.overheads = overheads;
  }

  /**
   * Reads a MachineSet.
   *
   * @param seen a ready node of the group, if there is one: it shows what the others will be
   * @param overheads what its machines do not have for gangs, where no node shows it
   */
  public static GroupReading read(Map<String, ?> object, Optional<Node> seen, Overheads overheads) {
    var map = new MachineSetMap(object, overheads);
    var name = map.set.get("metadata", "name").text("");
    try {
      return new GroupReading.Readable(map.group(name, seen));
    } catch (Shapes.Unusable unusable) {
      return new GroupReading.Unusable(name, unusable.path(), unusable.problem());
    }
  }

  private NodeGroup group(String name, Optional<Node> seen) throws Shapes.Unusable {
    int replicas = number(set.get("spec", "replicas"), 1);
    int min = number(annotations.get(AUTOSCALER + "min-size"), 0);
    int max = number(annotations.get(AUTOSCALER + "max-size"), MOST_REPLICAS);
    if (max < min) {
      throw new Shapes.Unusable(
          annotations.get(AUTOSCALER + "max-size").path(), "is less than the least: " + max);
    }
    var machine = seen.isPresent() && isWhole(seen.get()) ? like(name, seen.get()) : fresh(name);
    return new NodeGroup(name, replicas, min, max, access(), market(), machine);
  }

  private static int number(Tree written, int otherwise) throws Shapes.Unusable {
    var value = written.value();
    if (value == null) {
      return otherwise;
    }
    long number;
    try {
      number = value instanceof Long whole ? whole : Long.parseLong(written.text(""));
    } catch (NumberFormatException notANumber) {
      throw new Shapes.Unusable(written.path(), "is no number: " + value);
    }
    if (number < 0 || number > MOST_REPLICAS) {
      throw new Shapes.Unusable(written.path(), "no group has so many machines: " + number);
    }
    return (int) number;
  }

  private Access access() {
    var authority = set.get("status", "authoritativeAPI").text("");
    if (!set.get("metadata", "deletionTimestamp").isAbsent()) {
      return new Access.Foreign("it is being deleted");
    }
    if (!set.get("metadata", "labels", "hive.openshift.io/machine-pool").isAbsent()) {
      return new Access.Foreign("OpenShift Cluster Manager keeps it: buy through its machine pool");
    }
    if (!authority.isEmpty() && !authority.equals("MachineAPI")) {
      return new Access.Foreign("its authoritative API is " + authority);
    }
    return annotations.get(AUTOSCALER + "max-size").isAbsent()
        ? new Access.Open()
        : new Access.Foreign("a MachineAutoscaler scales it");
  }

  private Market market() {
    var type = provider.get("marketType").text("");
    if (type.equals("CapacityBlock") || !provider.get("capacityReservationId").text("").isEmpty()) {
      return Market.RESERVED;
    }
    return type.equals("Spot") || !provider.get("spotMarketOptions").isAbsent()
        ? Market.SPOT
        : Market.ON_DEMAND;
  }

  /** A node whose GPUs are not all there yet, or any more, shows nothing of the others. */
  private boolean isWhole(Node seen) {
    try {
      return Shapes.gpus(annotations).fitsIn(seen.allocatable());
    } catch (Shapes.Unusable unreadable) {
      return true;
    }
  }

  /** With the labels that every node has, unless the group says otherwise. */
  private Node fresh(String name) throws Shapes.Unusable {
    var labels = new TreeMap<String, String>();
    labels.put("kubernetes.io/arch", "amd64");
    labels.put("kubernetes.io/os", "linux");
    labels.put("node-role.kubernetes.io/worker", "");
    labels.putAll(pairs(annotations.get(Shapes.UPSTREAM + "labels").text("")));
    labels.putAll(template.get("metadata", "labels").texts());
    putIfThere(labels, Offer.TYPE, provider.get("instanceType"));
    putIfThere(labels, ZONE, provider.get("placement", "availabilityZone"));
    return node(name, labels, taints(), left(Shapes.capacity(annotations), overheads.reserved()));
  }

  private Node node(
      String name, TreeMap<String, String> labels, List<Taint> taints, Resources has) {
    return new Node(name, labels, taints, true, false, has, overheads.daemons());
  }

  private Node like(String name, Node seen) {
    var labels = new TreeMap<>(seen.labels());
    labels.remove(HOSTNAME);
    var lasting = template.get("metadata", "labels").texts();
    labels
        .entrySet()
        .removeIf(label ->
            label.getKey().equals(label.getValue()) // a gang's own
                && !lasting.containsKey(label.getKey()));
    var taints =
        seen.taints().stream()
            .filter(taint -> !taint.key().startsWith("node.kubernetes.io/"))
            .toList();
    return node(name, labels, taints, seen.allocatable());
  }

  private static Resources left(Resources capacity, Resources reserved) {
    var left = capacity.minus(reserved).asMap();
    left.values().removeIf(amount -> amount < 0);
    return Resources.of(left);
  }

  private static void putIfThere(TreeMap<String, String> labels, String label, Tree value) {
    if (!value.text("").isEmpty()) {
      labels.put(label, value.text(""));
    }
  }

  private List<Taint> taints() {
    var taints = new ArrayList<Taint>();
    for (var taint : template.get("taints").items()) {
      taints.add(
          taint(
              taint.get("key").text(""),
              taint.get("value").text(""),
              taint.get("effect").text("")));
    }
    for (var written : parts(annotations.get(Shapes.UPSTREAM + "taints").text(""))) {
      int effect = written.lastIndexOf(':');
      if (effect > 0) {
        var pair = written.substring(0, effect).split("=", 2);
        var taint = taint(pair[0], pair.length > 1 ? pair[1] : "", written.substring(effect + 1));
        if (!taints.contains(taint)) {
          taints.add(taint);
        }
      }
    }
    return taints;
  }

  /** An effect that is not known keeps pods away, which is the safe reading. */
  private static Taint taint(String key, String value, String effect) {
    return new Taint(
        key,
        value,
        switch (effect) {
          case "PreferNoSchedule" -> Taint.Effect.PREFER_NO_SCHEDULE;
          case "NoExecute" -> Taint.Effect.NO_EXECUTE;
          default -> Taint.Effect.NO_SCHEDULE;
        });
  }

  private static Map<String, String> pairs(String written) {
    var pairs = new TreeMap<String, String>();
    for (var part : parts(written)) {
      var pair = part.split("=", 2);
      if (pair.length == 2 && !pair[0].isBlank()) {
        pairs.put(pair[0].strip(), pair[1].strip());
      }
    }
    return pairs;
  }

  private static List<String> parts(String written) {
    return written.isBlank() ? List.of() : List.of(written.strip().split("\\s*,\\s*"));
  }
}
