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
  private static final String MIN_PODS_NOT_RUNNING = "MinPodsNotRunning";
  private static final String PODS_FAILED_SCHEDULING = "PodsFailedScheduling";
  private static final String DEADLINE_EXCEEDED = "DispatchDeadlineExceeded";

  private McadRunning() {}

  /** Whether that is why a gang is queued again, or given up if it may not be. */
  static boolean isShortage(String reason) {
    return reason.equals(MIN_PODS_NOT_RUNNING) || reason.equals(PODS_FAILED_SCHEDULING);
  }

  static Finding finding(Gang gang, Mcad mcad, long now) {
    boolean complete = isComplete(gang, mcad);
    if (complete && isAtRest(gang, now)) {
      return Finding.of(Event.ALL_SUCCEEDED);
    }
    if (Running.overran(gang, now)) {
      return Running.overrun(gang, now);
    }
    if (complete) {
      return Finding.of(Event.COMPLETE_WITH_PODS);
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

  /** When something is due if no more pods run by then; empty if nothing depends on that. */
  static OptionalLong waitEnd(Gang gang, Mcad mcad) {
    boolean waits = isComplete(gang, mcad) ? !hasBegun(gang) : !isSufficient(gang, mcad);
    return waits ? OptionalLong.of(Clocks.mcadWaitEnd(gang)) : OptionalLong.empty();
  }

  private static boolean isComplete(Gang gang, Mcad mcad) {
    if (!mcad.tellsCompletion()) {
      boolean some = gang.observed().pods().succeeded() > 0 || !Components.done(gang).isEmpty();
      return mcad.secondEdition() && mcad.minAvailable() >= 0 && some && Pods.allSucceeded(gang);
    }
    return IntStream.range(0, Components.count(gang))
        .filter(mcad::tellsCompletion)
        .allMatch(index -> Components.isDone(gang, index));
  }

  /**
   * Whether nothing of it works any more. An object may be where it should be before the first of
   * its pods is there: they are waited for as long as too few would be, for they may have come and
   * gone while nobody looked.
   */
  private static boolean isAtRest(Gang gang, long now) {
    var pods = gang.observed().pods();
    return pods.pending() + pods.running() == 0
        && (hasBegun(gang) || now >= Clocks.mcadWaitEnd(gang));
  }

  private static boolean hasBegun(Gang gang) {
    var pods = gang.observed().pods();
    return pods.succeeded() + pods.failed() > 0 || McadWords.hasRun(gang) || Pods.expectsNone(gang);
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
    return new Finding(again ? Event.REQUEUED : Event.GIVEN_UP, reason, message);
  }
}
