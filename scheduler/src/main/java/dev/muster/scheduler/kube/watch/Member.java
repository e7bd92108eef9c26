package dev.muster.scheduler.kube.watch;

/**
 * A pod of a gang.
 *
 * @param podSet name of its pod set; empty if that cannot be told
 * @param renewed whether another pod may follow one that succeeded (a Job with more completions
 *     than pods at a time)
 */
record Member(PodEntry pod, String podSet, boolean renewed) {
  /** Whether a promised place is used up for it: who failed, or is renewed, leaves it free. */
  boolean hasPlace() {
    return !pod.failed() && !(pod.succeeded() && renewed);
  }
}
