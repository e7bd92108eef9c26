package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Durations;
import dev.muster.scheduler.model.FaultTolerance;
import java.util.ArrayList;
import java.util.List;

/**
 * What holds for a gang that says nothing of its own.
 *
 * @param values the defaults; the success TTL is also the longest that a gang can ask for
 * @param gracePeriodCeiling the longest that any other period can be, in milliseconds
 */
public record FaultToleranceDefaults(FaultTolerance values, long gracePeriodCeiling) {
  private static final long DAY = 24 * 60 * 60 * 1000L;
  public static final FaultToleranceDefaults STANDARD =
      new FaultToleranceDefaults(FaultTolerance.DEFAULT, DAY);

  /** Why these cannot be used, a sentence each with the keys of the configuration; or nothing. */
  public List<String> problems() {
    var problems = new ArrayList<String>();
    atMostCeiling(problems, "admissionGracePeriod", values.admissionGrace());
    atMostCeiling(problems, "warmupGracePeriod", values.warmupGrace());
    atMostCeiling(problems, "failureGracePeriod", values.failureGrace());
    atMostCeiling(problems, "resetPause", values.retryPause());
    atMostCeiling(problems, "deletionGracePeriod", values.forcefulDeletionGrace());
    if (values.admissionGrace() > values.warmupGrace()) {
      problems.add(
          "admissionGracePeriod "
              + Durations.format(values.admissionGrace())
              + " is longer than warmupGracePeriod "
              + Durations.format(values.warmupGrace()));
    }
    if (values.successTtl() <= 0) {
      problems.add(
          "successTTLCeiling must be longer than 0, is " + Durations.format(values.successTtl()));
    }
    return problems;
  }

  private void atMostCeiling(List<String> problems, String key, long period) {
    if (period > gracePeriodCeiling) {
      problems.add(
          key
              + " "
              + Durations.format(period)
              + " is longer than gracePeriodCeiling "
              + Durations.format(gracePeriodCeiling));
    }
    if (period < 0) {
      problems.add(key + " " + Durations.format(period) + " is negative");
    }
  }
}
