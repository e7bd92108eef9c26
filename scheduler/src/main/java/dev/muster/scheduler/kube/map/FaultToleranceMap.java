package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Durations;
import dev.muster.scheduler.demand.Parsed;
import dev.muster.scheduler.model.FaultTolerance;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** From a gang's annotations to how long to wait for what. */
final class FaultToleranceMap {
  static final String PREFIX = "workload.codeflare.dev.appwrapper/";
  static final String RUN_TIME_LABEL = "kueue.x-k8s.io/max-exec-time-seconds";
  private static final long SECOND = 1000;
  private static final int LONGEST_INTEGER = 11;

  private final Map<String, String> annotations;
  private final FaultToleranceDefaults defaults;

  private FaultToleranceMap(Map<String, String> annotations, FaultToleranceDefaults defaults) {
    this.annotations = annotations;
    this.defaults = defaults;
  }

  /** What is malformed counts as not there. */
  static FaultTolerance of(
      Map<String, String> annotations,
      Map<String, String> labels,
      FaultToleranceDefaults defaults) {
    return new FaultToleranceMap(annotations, defaults).read(runTimeLimit(labels));
  }

  private FaultTolerance read(long runTimeLimit) {
    var values = defaults.values();
    return new FaultTolerance(
        period("admissionGracePeriodDuration", values.admissionGrace()),
        period("warmupGracePeriodDuration", values.warmupGrace()),
        period("failureGracePeriodDuration", values.failureGrace()),
        period("retryPausePeriodDuration", values.retryPause()),
        integer(annotation("retryLimit")).orElse(values.retryLimit()),
        period("forcefulDeletionGracePeriodDuration", values.forcefulDeletionGrace()),
        period("deletionOnFailureGracePeriodDuration", values.deletionOnFailureGrace()),
        successTtl(values.successTtl()),
        runTimeLimit > 0 ? runTimeLimit : values.runTimeLimit(),
        integers("terminalExitCodes"),
        integers("retryableExitCodes"));
  }

  private String annotation(String suffix) {
    return annotations.getOrDefault(PREFIX + suffix, "");
  }

  private long duration(String suffix, long fallback) {
    return switch (Durations.parse(annotation(suffix))) {
      case Parsed.Amount amount -> amount.value();
      case Parsed.Malformed malformed -> fallback;
    };
  }

  private long period(String suffix, long fallback) {
    long ceiling = Math.max(0, defaults.gracePeriodCeiling());
    return Math.clamp(duration(suffix, fallback), 0, ceiling);
  }

  private long successTtl(long ceiling) {
    long asked = duration("successTTLDuration", ceiling);
    return asked > 0 && asked < ceiling ? asked : ceiling;
  }

  private List<Integer> integers(String suffix) {
    var integers = new LinkedHashSet<Integer>();
    for (var part : annotation(suffix).split(",", -1)) {
      integer(part.strip()).ifPresent(integers::add);
    }
    return List.copyOf(integers);
  }

  private static OptionalInt integer(String text) {
    // Said without an exception: there can be a hundred thousand of them in one annotation.
    if (text.isEmpty() || text.length() > LONGEST_INTEGER || !isOfInteger(text)) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException notAnInteger) {
      return OptionalInt.empty();
    }
  }

  private static boolean isOfInteger(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '+');
  }

  private static long runTimeLimit(Map<String, String> labels) {
    int seconds = integer(labels.getOrDefault(RUN_TIME_LABEL, "")).orElse(0);
    return Math.max(0, seconds) * SECOND;
  }
}
