package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.Optional;

/** Looks at a gang all of whose objects were created. The order of the checks is fixed. */
final class Running {
  private static final String MISSING_COMPONENT = "MissingComponent";
  private static final String FAILED_COMPONENT = "FailedComponent";
  static final String FOUND_FAILED_PODS = "FoundFailedPods";
  private static final String INSUFFICIENT_PODS_READY = "InsufficientPodsReady";
  private static final String RUNTIME_LIMIT_EXCEEDED = "RuntimeLimitExceeded";

  private Running() {}

  static Optional<Finding> finding(Gang gang, long now, long podMadeAt) {
    if (gang.wish() == Wish.HOLD) {
      return Optional.of(Finding.of(Event.HELD));
    }
    if (gang.status().latestAdmission().isEmpty()) {
      return Optional.of(Finding.of(Event.TAKEN_OVER));
    }
    if (gang.spec().byMcad().isPresent()) {
      return Optional.of(McadRunning.finding(gang, gang.spec().byMcad().get(), now));
    }
    int expected = Components.count(gang);
    int missing = Components.where(gang, Running::isMissing).size();
    if (missing > 0) {
      var message = Messages.missing(expected - missing, expected);
      return Optional.of(Finding.givenUp(MISSING_COMPONENT, message));
    }
    if (overran(gang, now) && !Pods.allSucceeded(gang)) {
      return Optional.of(overrun(gang, now));
    }
    long failed = gang.observed().components().stream().filter(Observed.Component::failed).count();
    if (failed > 0) {
      var message = Messages.failedComponents(failed);
      return Optional.of(
          gang.spec().isBare() // its own controller has tried again, as often as its user wished
              ? Finding.givenUp(FAILED_COMPONENT, message)
              : Finding.podsFailed(gang, FAILED_COMPONENT, message));
    }
    return Pods.countable(gang) ? Optional.of(ofPods(gang, now, podMadeAt)) : Optional.empty();
  }

  /** Whether some of its pods are still to be made. */
  static boolean lacksPods(Gang gang) {
    return gang.status().phase() == Phase.RUNNING
        && gang.spec().byMcad().isEmpty() // whose waits are as long as they say
        && Pods.countable(gang)
        && !Pods.allExist(gang);
  }

  private static Finding ofPods(Gang gang, long now, long podMadeAt) {
    if (Pods.allSucceeded(gang)) {
      return Finding.of(Event.ALL_SUCCEEDED);
    }
    if (Pods.someFailed(gang)) {
      return now < Clocks.failureEnd(gang, now)
          ? new Finding(Event.PODS_FAILED, FOUND_FAILED_PODS, "")
          : Finding.podsFailed(gang, FOUND_FAILED_PODS, "");
    }
    if (Pods.ready(gang)) {
      return Finding.of(Event.PODS_READY);
    }
    if (isJudgedByItsController(gang) || now < readinessEnd(gang, now, podMadeAt)) {
      return Finding.of(Event.PODS_SHORT);
    }
    return Finding.failed(gang, INSUFFICIENT_PODS_READY, Messages.notReady(gang));
  }

  /**
   * Whether it has been ready as an object that makes its own pods anew: what it does about those
   * that it loses, and how long it waits, is its own affair.
   */
  private static boolean isJudgedByItsController(Gang gang) {
    return gang.spec().isBare()
        && gang.status()
            .condition(Condition.PODS_READY)
            .filter(ready ->
                ready.status() == Condition.Status.TRUE
                    || ready.reason().equals(INSUFFICIENT_PODS_READY))
            .isPresent();
  }

  /** Of a gang that is still called ready the time starts only now. */
  private static long readinessEnd(Gang gang, long now, long podMadeAt) {
    var waiting = gang.withStatus(Statuses.podsShort(gang.status(), gang, now));
    return Clocks.readinessEnd(waiting, podMadeAt);
  }

  static boolean overran(Gang gang, long now) {
    var end = gang.runEnd();
    return end.isPresent() && now >= end.getAsLong();
  }

  static Finding overrun(Gang gang, long now) {
    long limit = gang.spec().faultTolerance().runTimeLimit();
    if (gang.spec().byMcad().isPresent()) {
      return McadRunning.overrun(limit);
    }
    var message = Messages.overran(now - Clocks.started(gang), limit);
    return new Finding(Event.OVERRAN, RUNTIME_LIMIT_EXCEEDED, message);
  }

  /** One that is merely not seen is not missing: the watch may lag behind its creation. */
  private static boolean isMissing(State state) {
    return switch (state) {
      case MISSING, TERMINATING -> true;
      case ABSENT, PRESENT, ERROR, REFUSED -> false;
    };
  }
}
