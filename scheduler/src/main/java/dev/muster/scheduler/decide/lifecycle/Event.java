package dev.muster.scheduler.decide.lifecycle;

/** What can happen to a gang, as far as its phase is concerned. */
enum Event {
  FIRST_SEEN("first seen"),
  /** Decided by the planner, not found by looking. */
  ADMITTED("admitted"),
  DELETED("being deleted"),
  HELD("suspend is true"),
  /** Whoever submitted it may not, or not any more, create its objects. */
  FORBIDDEN("submitter may not create"),
  /** It is to be created, but no admission says where and as which attempt. */
  UNPLACED("no admission on record"),
  /** All that is to be there is, and no admission of Muster's says why: others started it. */
  TAKEN_OVER("started by others"),
  ALL_CREATED("all objects created"),
  OVERRAN("run-time limit over"),
  /** Failed, and a retry is left. */
  ATTEMPT_FAILED("failed, retry left"),
  /** Too few of its pods run, by MCAD's rules: it goes back into the queue. */
  REQUEUED("too few pods for too long (MCAD)"),
  /** Failed, and nothing is to be gained or allowed by another try. */
  GIVEN_UP("failed for good"),
  ALL_SUCCEEDED("all pods succeeded"),
  /** Some pods failed, and their owner has the failure grace to put it right. */
  PODS_FAILED("pods failed, in grace"),
  PODS_READY("enough pods ready"),
  /** All that was asked for is reached, by MCAD's rules, and pods are left. */
  COMPLETE_WITH_PODS("complete, pods left (MCAD)"),
  PODS_SHORT("too few pods ready, in grace"),
  /** Objects are to go from now on, and the status does not say so yet. */
  DELETION_DUE("deletion due"),
  /** Every object and every pod is gone, and no pause holds the next step back. */
  NOTHING_LEFT("nothing left");

  private final String words;

  Event(String words) {
    this.words = words;
  }

  /** For diagrams and messages. */
  String words() {
    return words;
  }
}
