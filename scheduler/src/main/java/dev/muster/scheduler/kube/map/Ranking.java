package dev.muster.scheduler.kube.map;

import java.util.OptionalInt;

/**
 * What a gang has its priority by: the first of these that gives one.
 *
 * @param workloadClass the WorkloadPriorityClass that its object names; empty if it names none
 * @param said what the object says itself
 * @param podClass the first PriorityClass that any of its pods names; empty for the default
 */
public record Ranking(String workloadClass, OptionalInt said, String podClass) {
  static final String LABEL = "kueue.x-k8s.io/priority-class";

  /** The priority; a WorkloadPriorityClass that does not exist is as good as none. */
  public int priority(Priorities priorities) {
    return priorities
        .ofWorkloads(workloadClass)
        .orElseGet(() -> said.orElseGet(() -> priorities.of(podClass)));
  }
}
