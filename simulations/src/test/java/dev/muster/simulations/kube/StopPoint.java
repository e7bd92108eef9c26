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
      default -> throw new IllegalArgumentException(write);
    };
  }

  /** Whether the write is one that comes into effect although nobody wants it any more. */
  boolean makesLateChild() {
    return write.equals("child") && meanwhile != Meanwhile.NOTHING;
  }

  /** What a user can do to a gang. */
  enum Meanwhile {
    NOTHING,
    DELETED,
    SUSPENDED
  }
}
