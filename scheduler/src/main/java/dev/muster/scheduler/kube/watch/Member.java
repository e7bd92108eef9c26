package dev.muster.scheduler.kube.watch;

import java.util.function.IntPredicate;

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

  /**
   * Whether its place is one of those that these attempts were promised. A pod of another attempt,
   * which came late, is where it is, and is deleted; who is to come in its stead needs the place.
   */
  boolean hasPlaceOf(IntPredicate attempts) {
    var attempt = pod.view().labels().get(Labels.EPOCH);
    return hasPlace() && (attempt == null || attempts.test(number(attempt)));
  }

  private static int number(String attempt) {
    try {
      return Integer.parseInt(attempt);
    } catch (NumberFormatException foreign) {
      return -1; // not a label that Muster wrote
    }
  }
}
