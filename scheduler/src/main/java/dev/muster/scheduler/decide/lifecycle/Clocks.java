package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When a gang's periods end. Each starts at the last change of a stored condition, so it goes on
 * where it was after a restart; but for the wait for pods that others' pods draw out, which is
 * counted from those that are still there.
 */
final class Clocks {
  /** How often a creation that failed is tried again. */
  static final long CREATION_RETRY = 1_000;

  /** How often a deletion that is not complete is asked for again. */
  static final long DELETION_RETRY = 5_000;

  /**
   * After so long without a new pod, whoever makes them has nothing left to do; another instance of
   * a controller that died has taken over by then.
   */
  static final long PODS_QUIET = 30_000;

  private Clocks() {}

  /** End of the time for all objects and pods to exist. */
  static long admissionEnd(Gang gang) {
    return after(started(gang), gang.spec().faultTolerance().admissionGrace());
  }

  /**
   * End of the time for a gang's pods to be ready: the warm-up grace if all of them exist, else the
   * admission grace. Both count from the start of the attempt, or from the loss of readiness where
   * it was reached: a pod that is replaced after hours of work gets the same time as at the start.
   *
   * <p>Whose pods do not exist is not to blame while pods of starting gangs are being made:
   * controllers take what they have to do in turn, and after a thousand admissions the last one
   * waits for long. So the admission grace lasts at least until no pod was made for a while, but
   * never beyond the warm-up grace.
   */
  static long readinessEnd(Gang gang, long podMadeAt) {
    var tolerance = gang.spec().faultTolerance();
    long since = Math.max(started(gang), sinceFalse(gang, Condition.PODS_READY));
    long warm = after(since, tolerance.warmupGrace());
    if (Pods.allExist(gang)) {
      return warm;
    }
    long own = after(since, tolerance.admissionGrace());
    return Math.max(own, Math.min(warm, after(podMadeAt, PODS_QUIET)));
  }

  /** End of the time for failed pods to be replaced; counts from when they were first seen. */
  static long failureEnd(Gang gang, long now) {
    long seen = sinceTrue(gang, Condition.UNHEALTHY).orElse(now);
    return after(seen, gang.spec().faultTolerance().failureGrace());
  }

  /** End of the pause before a retry; counts from when the attempt was found unhealthy. */
  static long retryPauseEnd(Gang gang) {
    long seen = sinceTrue(gang, Condition.UNHEALTHY).orElse(0L);
    return after(seen, gang.spec().faultTolerance().retryPause());
  }

  /** End of the time for enough pods to run, by MCAD's rules; counted like the warm-up grace. */
  static long mcadWaitEnd(Gang gang) {
    long since = Math.max(started(gang), sinceFalse(gang, Condition.PODS_READY));
    return after(since, gang.spec().faultTolerance().warmupGrace());
  }

  /** End of the time for which the objects of a gang that succeeded are kept. */
  static long successEnd(Gang gang) {
    return after(
        sinceFalse(gang, Condition.QUOTA_RESERVED), gang.spec().faultTolerance().successTtl());
  }

  /** End of the time for which a failed gang is kept as it was, if it is being kept. */
  static OptionalLong keptUntil(Gang gang) {
    long delay = gang.spec().faultTolerance().deletionOnFailureGrace();
    var paused =
        gang.status()
            .condition(Condition.DELETING_RESOURCES)
            .filter(c -> c.status() == Condition.Status.FALSE)
            .filter(c -> c.reason().equals(Statuses.DELETION_PAUSED));
    if (delay <= 0 || paused.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(after(paused.get().since(), delay));
  }

  /** From when on what resists its deletion is deleted with force. */
  static long forceAt(Gang gang, long now) {
    long begun =
        switch (gang.status().phase()) {
          // After success the end of the time to live is the start of the deletion, so that it
          // takes no write of its own.
          case SUCCEEDED -> successEnd(gang);
          case UNSEEN, SUSPENDED, RESUMING, RUNNING, RESETTING, SUSPENDING, FAILED, TERMINATING ->
              sinceTrue(gang, Condition.DELETING_RESOURCES).orElse(now);
        };
    return after(begun, gang.spec().faultTolerance().forcefulDeletionGrace());
  }

  /** The start of the current attempt. */
  static long started(Gang gang) {
    return sinceTrue(gang, Condition.RESOURCES_DEPLOYED).orElse(0L);
  }

  private static Optional<Long> sinceTrue(Gang gang, String type) {
    return gang.status()
        .condition(type)
        .filter(c -> c.status() == Condition.Status.TRUE)
        .map(Condition::since);
  }

  private static long sinceFalse(Gang gang, String type) {
    return gang.status()
        .condition(type)
        .filter(c -> c.status() == Condition.Status.FALSE)
        .map(Condition::since)
        .orElse(0L);
  }

  /** {@code since + period}, and never earlier than {@code since}: a period may be set absurdly. */
  private static long after(long since, long period) {
    long end = since + Math.max(period, 0);
    return end < since ? Long.MAX_VALUE : end;
  }
}
