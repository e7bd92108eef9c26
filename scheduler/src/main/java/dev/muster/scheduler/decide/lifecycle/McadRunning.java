package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Mcad;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Looks at a gang all of whose objects were created and that goes by MCAD's rules: it is complete
 * when its objects are where it wants them to come to, and is queued again when too few of its pods
 * run for too long. That an object is missing or a pod has failed means nothing by itself.
 */
final class McadRunning {
  static final String MIN_PODS_NOT_RUNNING = "MinPodsNotRunning";
  static final String PODS_FAILED_SCHEDULING = "PodsFailedScheduling";
  static final String DEADLINE_EXCEEDED = "DispatchDeadlineExceeded";
  static final String REQUEUED_TOO_OFTEN = "RequeuingsUsedUp";

  private McadRunning() {}

  static Finding finding(Gang gang, Mcad mcad, long now) {
    if (isComplete(gang, mcad)) {
      var pods = gang.observed().pods();
      boolean atRest = pods.pending() + pods.running() == 0;
      return Finding.of(atRest ? Event.ALL_SUCCEEDED : Event.COMPLETE_WITH_PODS);
    }
    if (Running.overran(gang, now)) {
      return Running.overrun(gang, now);
    }
    if (isSufficient(gang, mcad)) {
      return Finding.of(Event.PODS_READY);
    }
    // Of a gang that is still called ready the time starts only now.
    var waiting = gang.withStatus(Statuses.podsShort(gang.status(), gang, now));
    if (now < Clocks.mcadWaitEnd(waiting)) {
      return Finding.of(Event.PODS_SHORT);
    }
    return insufficient(gang, mcad);
  }

  static Finding overrun(long limit) {
    var message =
        "Dispatch deadline exceeded. allowed to run for %d seconds".formatted(limit / 1_000);
    return new Finding(Event.OVERRAN, DEADLINE_EXCEEDED, message);
  }

  /** When it is queued again if no more pods run by then; empty if enough do. */
  static OptionalLong waitEnd(Gang gang, Mcad mcad) {
    return isComplete(gang, mcad) || isSufficient(gang, mcad)
        ? OptionalLong.empty()
        : OptionalLong.of(Clocks.mcadWaitEnd(gang));
  }

  private static boolean isComplete(Gang gang, Mcad mcad) {
    if (!mcad.tellsCompletion()) {
      return mcad.secondEdition() && mcad.minAvailable() >= 0 && Pods.allSucceeded(gang);
    }
    return IntStream.range(0, Components.count(gang))
        .filter(mcad::tellsCompletion)
        .allMatch(index -> Components.observed(gang, index).filter(c -> c.done()).isPresent());
  }

  private static boolean isSufficient(Gang gang, Mcad mcad) {
    var pods = gang.observed().pods();
    int alive = pods.running() + pods.succeeded();
    if (mcad.minAvailable() > 0) {
      return alive >= mcad.minAvailable();
    }
    if (mcad.secondEdition()) {
      return mcad.minAvailable() < 0 || alive > 0;
    }
    return alive > 0 || pods.unplaced() == 0;
  }

  private static Finding insufficient(Gang gang, Mcad mcad) {
    var pods = gang.observed().pods();
    boolean counted = mcad.minAvailable() > 0 || mcad.secondEdition();
    var reason = counted ? MIN_PODS_NOT_RUNNING : PODS_FAILED_SCHEDULING;
    var message =
        counted
            ? "Insufficient number of Running and Completed pods, minimum=%d, running=%d, completed=%d."
                .formatted(Math.max(1, mcad.minAvailable()), pods.running(), pods.succeeded())
            : "Pods failed scheduling failed=%d, running=%d."
                .formatted(pods.unplaced(), pods.running());
    boolean again = gang.status().resets() < gang.spec().faultTolerance().retryLimit();
    return again
        ? new Finding(Event.REQUEUED, reason, message)
        : Finding.givenUp(REQUEUED_TOO_OFTEN, message);
  }
}
