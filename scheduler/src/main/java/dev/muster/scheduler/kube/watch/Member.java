package dev.muster.scheduler.kube.watch;

/**
 * A pod of a gang.
 *
 * @param podSet name of its pod set; empty if that cannot be told
 */
record Member(PodEntry pod, String podSet) {
  /** Whether a promised place is used up for it: who has ended leaves it to the next. */
  boolean hasPlace() {
    return !pod.failed() && !pod.succeeded();
  }
}
