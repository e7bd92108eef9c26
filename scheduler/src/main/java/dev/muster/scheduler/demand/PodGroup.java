package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Constraints;

/**
 * Identical pods that one object makes.
 *
 * @param name within the object, as {@code head}
 * @param path of the pod template as clients write it, as {@code template.spec.template}
 * @param visible whether the template stands in the object; otherwise a controller makes it up
 * @param gateable whether pods of this kind may be gated until they have a node
 */
record PodGroup(
    String name, String path, Count count, PodDemand pod, boolean visible, boolean gateable) {

  /** Kubernetes refuses gates on pods that name their node. */
  boolean isGateable() {
    return gateable && !pod.pinned();
  }

  PodGroup withConstraints(Constraints constraints) {
    var constrained = new PodDemand(pod.requests(), constraints, pod.priorityClass(), pod.pinned());
    return new PodGroup(name, path, count, constrained, visible, gateable);
  }

  /** The same pods, of a kind whose pods may come at any time and are never gated. */
  PodGroup ungated() {
    return new PodGroup(name, path, count, pod, visible, false);
  }

  /** How many pods will exist, and how many there are by the rule that declarations may follow. */
  record Count(int exact, int plain) {
    static final Count ONE = new Count(1, 1);

    static Count of(int both) {
      return new Count(both, both);
    }
  }
}
