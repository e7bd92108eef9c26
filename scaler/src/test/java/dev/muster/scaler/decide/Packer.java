package dev.muster.scaler.decide;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PodSet;
import java.util.ArrayList;
import java.util.List;

/** Tries every way to put each pod of a gang on some node: slow, and plain. */
final class Packer {
  private final List<PodSet> pods = new ArrayList<>();

  private Packer(List<PodSet> podSets) {
    for (var set : podSets) {
      for (int i = 0; i < set.count(); i++) {
        pods.add(set);
      }
    }
  }

  static boolean fits(Gang gang, List<Node> nodes) {
    return fits(((Demand.Readable) gang.spec().demand()).podSets(), nodes);
  }

  static boolean fits(List<PodSet> podSets, List<Node> nodes) {
    return new Packer(podSets).place(0, 0, new ArrayList<>(nodes));
  }

  /** Pods of one set are alike: the next one goes no further to the left. */
  private boolean place(int pod, int from, List<Node> nodes) {
    if (pod == pods.size()) {
      return true;
    }
    var set = pods.get(pod);
    for (int i = from; i < nodes.size(); i++) {
      var node = nodes.get(i);
      var used = node.used().plus(set.footprint());
      if (node.exclusion(set.constraints()).isEmpty() && used.fitsIn(node.allocatable())) {
        nodes.set(i, node.withUsed(used));
        boolean same = pod + 1 < pods.size() && pods.get(pod + 1) == set;
        if (place(pod + 1, same ? i : 0, nodes)) {
          return true;
        }
        nodes.set(i, node);
      }
    }
    return false;
  }
}
