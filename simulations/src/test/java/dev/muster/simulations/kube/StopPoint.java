package dev.muster.simulations.kube;

import dev.muster.simulations.kube.Tollgate.Moment;
import dev.muster.simulations.kube.Tollgate.Request;
import java.util.function.Predicate;

/**
 * Where a leader's process stands still.
 *
 * @param write the write that it is about to make, or has just made
 * @param meanwhile what the user does to the gang in that time
 */
record StopPoint(String write, Moment moment, Meanwhile meanwhile) {
  Predicate<Request> which(String gang) {
    return switch (write) {
      case "finalizer" -> r -> r.method().equals("PATCH") && r.path().endsWith("/" + gang);
      case "ledger" ->
          r -> r.path().endsWith("/clusters/local/status") && r.body().contains("podSets");
      case "status" -> r -> r.path().endsWith("/" + gang + "/status");
      case "child" -> r -> r.method().equals("POST") && r.path().endsWith("/jobs");
      case "gate" -> r -> r.method().equals("PATCH") && r.path().contains("/pods/");
      case "deletion" -> r -> r.method().equals("DELETE") && r.path().endsWith("/jobs/" + gang);
      case "retreat" ->
          r -> r.path().endsWith("/" + gang + "/status") && r.body().contains("\"Suspended\"");
      case "release" -> r -> r.method().equals("PATCH") && r.path().endsWith("/" + gang);
      default -> throw new IllegalArgumentException(write);
    };
  }

  /** What makes the leader write this. */
  Cause cause() {
    return switch (write) {
      case "deletion", "retreat" -> Cause.RUNS_AND_IS_SUSPENDED;
      case "release" -> Cause.RUNS_AND_IS_DELETED;
      default -> Cause.IS_CREATED;
    };
  }

  /** Whether the gang runs in the end. */
  boolean endsRunning() {
    return switch (meanwhile) {
      case NOTHING -> cause() == Cause.IS_CREATED;
      case DELETED, SUSPENDED -> false;
      case RESUMED, RECREATED -> true;
    };
  }

  /** Whether the write is one that comes into effect although nobody wants it any more. */
  boolean makesLateChild() {
    return write.equals("child") && meanwhile != Meanwhile.NOTHING;
  }

  /** What happens to the gang before the write that matters. */
  enum Cause {
    IS_CREATED,
    RUNS_AND_IS_SUSPENDED,
    RUNS_AND_IS_DELETED
  }

  /** What a user can do to a gang. */
  enum Meanwhile {
    NOTHING,
    DELETED,
    SUSPENDED,
    /** Once it is suspended, with objects of the same names. */
    RESUMED,
    /** Once it is gone, with the same name. */
    RECREATED
  }
}
