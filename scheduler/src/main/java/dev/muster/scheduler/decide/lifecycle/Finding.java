package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Gang;
import java.util.Optional;

/**
 * What looking at a gang amounts to.
 *
 * @param reason of the condition {@code Unhealthy} for an event that says that something is wrong,
 *     else empty
 * @param message that goes with it
 */
record Finding(Event event, String reason, String message) {

  static Finding of(Event event) {
    return new Finding(event, "", "");
  }

  static Finding givenUp(String reason, String message) {
    return new Finding(Event.GIVEN_UP, reason, message);
  }

  /** Failed in a way that a retry may mend, if one is left. */
  static Finding failed(Gang gang, String reason, String message) {
    boolean retry = gang.status().resets() < gang.spec().faultTolerance().retryLimit();
    return new Finding(retry ? Event.ATTEMPT_FAILED : Event.GIVEN_UP, reason, message);
  }

  /** As {@link #failed}, but no retry if the pods ended with an exit code that forbids it. */
  static Finding podsFailed(Gang gang, String reason, String message) {
    return Pods.failedForGood(gang) ? givenUp(reason, message) : failed(gang, reason, message);
  }

  /** What happened to a gang, if anything; checks are made in the order that the wire fixes. */
  static Optional<Finding> in(Gang gang, long now, long podMadeAt) {
    return switch (gang.wish()) {
      case LEAVE_ALONE -> Optional.empty();
      case DELETE -> Leaving.deleted(gang);
      case RUN, HOLD ->
          switch (gang.status().phase()) {
            case UNSEEN -> Optional.of(of(Event.FIRST_SEEN));
            case SUSPENDED -> Optional.empty();
            case RESUMING -> Resuming.finding(gang, now);
            case RUNNING -> Running.finding(gang, now, podMadeAt);
            case RESETTING, SUSPENDING, SUCCEEDED, FAILED, TERMINATING ->
                Leaving.finding(gang, now);
          };
    };
  }
}
