package dev.muster.simulations.world;

import dev.muster.scheduler.model.Resources;
import java.util.List;

/**
 * What is free on each node, kept by simple arithmetic of its own: the ground truth that plans are
 * held against. Knows nothing of Snapshots and shares no code with any planner.
 */
final class Room {
  /** What every node has of CPU and memory that its shape does not name. */
  private static final long UNLIMITED = Long.MAX_VALUE / 4;

  private static final List<String> RESOURCES = List.of(Job.GPU, Resources.CPU, Resources.MEMORY);

  private final long[][] free; // by node, by place in RESOURCES
  private final List<String> queueOfNode;

  /** All nodes empty. */
  Room(ClusterSpec spec) {
    var groups = spec.groupOfEachNode();
    free = new long[groups.size()][RESOURCES.size()];
    queueOfNode = groups.stream().map(ClusterSpec.Group::queue).toList();
    for (int node = 0; node < free.length; node++) {
      var shape = groups.get(node).shape();
      for (int r = 0; r < RESOURCES.size(); r++) {
        var name = RESOURCES.get(r);
        boolean unlimited = shape.get(name) == 0 && !name.equals(Job.GPU);
        free[node][r] = unlimited ? UNLIMITED : shape.get(name);
      }
    }
  }

  int nodes() {
    return free.length;
  }

  /** Whose node it is; empty = everybody's. */
  String queue(int node) {
    return queueOfNode.get(node);
  }

  /** Takes {@code pods} pods' requests from a node, or gives them back if negative. */
  void take(int node, Resources each, int pods) {
    for (int r = 0; r < RESOURCES.size(); r++) {
      free[node][r] -= each.get(RESOURCES.get(r)) * pods;
    }
  }

  boolean isOverCommitted(int node) {
    for (long amount : free[node]) {
      if (amount < 0) {
        return true;
      }
    }
    return false;
  }

  /** What is lacking on an over-committed node, for people. */
  String describe(int node) {
    var text = new StringBuilder();
    for (int r = 0; r < RESOURCES.size(); r++) {
      if (free[node][r] < 0) {
        text.append(text.isEmpty() ? "" : ", ");
        text.append(-free[node][r]).append(" too much ").append(RESOURCES.get(r));
      }
    }
    return text.toString();
  }

  /**
   * Whether all pods of this size fit at once on the nodes of a partition. Exact: identical pods
   * fit if the nodes' counts add up, and a last pod that differs is tried on each node in turn.
   */
  boolean fits(Job.Size size, String partition) {
    var last = size.lastPod();
    if (size.pod().equals(last)) {
      return holds(size.pod(), partition) >= size.pods();
    }
    long rest = holds(size.pod(), partition);
    for (int node = 0; node < free.length; node++) {
      if (!queue(node).equals(partition) || podsOn(node, last) == 0) {
        continue;
      }
      long before = podsOn(node, size.pod());
      take(node, last, 1);
      long after = podsOn(node, size.pod());
      take(node, last, -1);
      if (rest - before + after >= size.pods() - 1) {
        return true;
      }
    }
    return false;
  }

  private long holds(Resources pod, String partition) {
    long pods = 0;
    for (int node = 0; node < free.length; node++) {
      if (queue(node).equals(partition)) {
        pods += podsOn(node, pod);
      }
    }
    return pods;
  }

  private long podsOn(int node, Resources pod) {
    long pods = Integer.MAX_VALUE;
    for (int r = 0; r < RESOURCES.size(); r++) {
      long asked = pod.get(RESOURCES.get(r));
      if (asked > 0) {
        pods = Math.min(pods, Math.max(0, free[node][r]) / asked);
      }
    }
    return pods;
  }
}
