package dev.muster.scheduler.model;

/**
 * Identical pods of a gang.
 *
 * @param name unique in the gang; what people see ({@code 0.head}, {@code 0.workers})
 * @param component index of the wrapped object that makes these pods
 * @param path where the pod template stands in that object, as {@code template.spec.template};
 *     empty when the pods' template is not ours to see (KubeRay's default submitter)
 * @param count pods, at least 0
 * @param requests what one pod asks for, without the pod slot that every pod takes
 * @param gateable whether a pod of this set may be held by a placement gate until it has a node;
 *     false for kinds whose pods are never gated (their room stays reserved instead)
 * @param priorityClass name of the pods' PriorityClass; empty if none
 */
public record PodSet(
    String name,
    int component,
    String path,
    int count,
    Resources requests,
    Constraints constraints,
    boolean gateable,
    String priorityClass) {
  public PodSet {
    if (count < 0) {
      throw new IllegalArgumentException("pod set " + name + ": count " + count);
    }
  }

  /** What one pod takes from its node: its requests and one pod slot. */
  public Resources footprint() {
    // Whoever asks for more pod slots than can be counted gets no node either way.
    return requests.get(Resources.PODS) == Long.MAX_VALUE
        ? requests
        : requests.plus(Resources.of(Resources.PODS, 1));
  }
}
