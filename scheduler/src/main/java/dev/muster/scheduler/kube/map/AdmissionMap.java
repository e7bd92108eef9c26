package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The record of an attempt: {@code status.admission}, and the placements of the ledger too. */
public final class AdmissionMap {
  private AdmissionMap() {}

  public static Map<String, @Nullable Object> toTree(Admission admission) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("cluster", admission.cluster());
    tree.put("attempt", (long) admission.epoch());
    tree.put("exact", admission.exact());
    var podSets = new ArrayList<@Nullable Object>();
    for (var placement : admission.podSets()) {
      var entry = new LinkedHashMap<String, @Nullable Object>();
      entry.put("name", placement.podSet());
      entry.put("count", (long) placement.count());
      entry.put("nodes", nodes(placement));
      podSets.add(entry);
    }
    tree.put("podSets", podSets);
    return tree;
  }

  /** Reads an admission; empty if there is none, or none that names its cluster. */
  public static Optional<Admission> parse(Tree tree) {
    var cluster = tree.get("cluster").text("");
    if (cluster.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Admission(
            cluster,
            tree.get("attempt").count(0, 0),
            tree.get("exact").flag(false),
            placements(tree.get("podSets"))));
  }

  private static List<Placement> placements(Tree podSets) {
    var placements = new ArrayList<Placement>();
    for (var podSet : podSets.items()) {
      var nodes = new TreeMap<String, Integer>();
      podSet.get("nodes").fields().forEach((name, pods) -> nodes.put(name, pods.count(0, 0)));
      placements.add(
          new Placement(podSet.get("name").text(""), podSet.get("count").count(0, 0), nodes));
    }
    return placements;
  }

  private static Map<String, @Nullable Object> nodes(Placement placement) {
    var nodes = new LinkedHashMap<String, @Nullable Object>();
    placement.nodes().forEach((name, pods) -> nodes.put(name, (long) pods));
    return nodes;
  }
}
