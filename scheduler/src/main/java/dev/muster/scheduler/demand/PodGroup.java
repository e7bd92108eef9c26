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

  PodGroup withCount(Count counted) {
    return new PodGroup(name, path, counted, pod, visible, gateable);
  }

  /** The same pods, of a kind whose pods may come at any time and are never gated. */
  PodGroup ungated() {
    return new PodGroup(name, path, count, pod, visible, false);
  }

  /**
   * How many pods there are.
   *
   * @param exact that will exist, as far as can be seen
   * @param plain by the simple rule, which declarations may follow without changing anything
   * @param least that a declaration may say there are; {@code exact}, if that is certain
   * @param most that a declaration may say there are; {@code exact}, if that is certain
   */
  record Count(int exact, int plain, int least, int most) {
    static final Count ONE = Count.of(1);

    Count(int exact, int plain) {
      this(exact, plain, exact, exact);
    }

    static Count of(int both) {
      return new Count(both, both);
    }

    /** At least so many: what decides about more is not to be seen in the object. */
    static Count atLeast(int least, int expected) {
      return new Count(expected, expected, least, Integer.MAX_VALUE);
    }

    boolean allows(int declared) {
      return declared == plain || (declared >= least && declared <= most);
    }

    /** What holds once {@code declared} is said, which this allows. */
    Count said(int declared) {
      return declared >= least && declared <= most ? new Count(declared, plain) : this;
    }
  }
}
