package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An entry of the ledger as a tree: {@code {uid, epoch, exact, podSets[] {name, nodes}}}. */
final class Intents {
  private Intents() {}

  /** The cluster's object as it is made, with nothing in its ledger. */
  static Map<String, @Nullable Object> emptyLedger() {
    return Trees.map(
        "apiVersion",
        Kinds.CLUSTERS.apiVersion(),
        "kind",
        "Cluster",
        "metadata",
        Trees.map("name", Cluster.LOCAL),
        "spec",
        Trees.map());
  }

  static Map<String, @Nullable Object> toTree(Intent intent) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("uid", intent.gangUid());
    tree.put("epoch", (long) intent.admission().epoch());
    tree.put("exact", intent.admission().exact());
    var podSets = new ArrayList<@Nullable Object>();
    for (var placement : intent.admission().podSets()) {
      var nodes = new LinkedHashMap<String, @Nullable Object>();
      placement.nodes().forEach((node, pods) -> nodes.put(node, (long) pods));
      podSets.add(Trees.map("name", placement.podSet(), "nodes", nodes));
    }
    tree.put("podSets", podSets);
    return tree;
  }

  /** Reads an entry. One that does not say so is exact: to send pods to their nodes is safe. */
  static Intent parse(Map<String, @Nullable Object> tree) {
    var placements = new ArrayList<Placement>();
    for (var entry : Trees.asList(tree.get("podSets"))) {
      var podSet = Trees.asObject(entry);
      var nodes = new TreeMap<String, Integer>();
      long count = 0;
      for (var node : Trees.asObject(podSet.get("nodes")).entrySet()) {
        int pods = number(node.getValue());
        nodes.put(node.getKey(), pods);
        count += pods;
      }
      placements.add(new Placement(Trees.asText(podSet.get("name")), number(count), nodes));
    }
    boolean exact = !Boolean.FALSE.equals(tree.get("exact"));
    var admission = new Admission(Cluster.LOCAL, number(tree.get("epoch")), exact, placements);
    return new Intent(Trees.asText(tree.get("uid")), admission);
  }

  private static int number(@Nullable Object value) {
    return value instanceof Long number ? (int) Math.clamp(number, 0, 1 << 20) : 0;
  }
}
