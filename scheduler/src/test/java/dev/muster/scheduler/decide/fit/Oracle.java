package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;

/** Tries every pod on every node: the truth about small cases. */
public final class Oracle {
  private final List<Node> nodes;
  private final List<PodSet> pods = new ArrayList<>(); // one entry per pod, sets together
  private final List<Resources> free = new ArrayList<>();

  private Oracle(List<Node> nodes, List<PodSet> podSets) {
    this.nodes = nodes;
    nodes.forEach(node -> free.add(node.allocatable().minus(node.used())));
    for (var set : podSets) {
      for (int i = 0; i < set.count(); i++) {
        pods.add(set);
      }
    }
  }

  public static boolean fits(List<Node> nodes, List<PodSet> podSets) {
    return new Oracle(nodes, podSets).place(0, 0);
  }

  /** Pods of one set are alike, so the next one goes to no earlier node than the last. */
  private boolean place(int pod, int firstNode) {
    if (pod == pods.size()) {
      return true;
    }
    var set = pods.get(pod);
    boolean same = pod > 0 && pods.get(pod - 1) == set;
    for (int node = same ? firstNode : 0; node < nodes.size(); node++) {
      if (goes(set, node)) {
        var before = free.get(node);
        free.set(node, before.minus(set.footprint()));
        if (place(pod + 1, node)) {
          return true;
        }
        free.set(node, before);
      }
    }
    return false;
  }

  private boolean goes(PodSet set, int node) {
    if (!WitnessChecker.isOpen(nodes.get(node), set.constraints())) {
      return false;
    }
    var footprint = set.footprint();
    for (int i = 0; i < footprint.size(); i++) {
      if (footprint.amount(i) > free.get(node).get(footprint.name(i))) {
        return false;
      }
    }
    return true;
  }
}
