package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a Job stands, from its pods. What succeeded or failed once counts for ever, also when the pod
 * is gone.
 *
 * @param completions pods that must succeed; {@code parallelism} may be greater
 * @param retries failures, and restarts of containers where the pods' policy is to restart them
 */
record JobTally(
    long parallelism, long completions, long backoffLimit, Counts counts, long retries) {
  /** Pods by what they do. */
  record Counts(long active, long ready, long terminating, long succeeded, long failed) {}

  static JobTally of(Object job, List<Map<String, @Nullable Object>> pods) {
    long active = 0;
    long ready = 0;
    long leaving = 0;
    long succeeded = 0;
    long failed = 0;
    long restarts = 0;
    for (var pod : pods) {
      succeeded += Pods.succeeded(pod) ? 1 : 0;
      failed += Pods.failed(pod) ? 1 : 0;
      if (!Pods.ended(pod)) {
        leaving += Trees.leaving(pod) ? 1 : 0;
        active += Trees.leaving(pod) ? 0 : 1;
        ready += Pods.ready(pod) ? 1 : 0;
        restarts += restarts(pod);
      }
    }
    failed = Math.max(failed, Trees.number(job, 0, "status", "failed"));
    succeeded = Math.max(succeeded, Trees.number(job, 0, "status", "succeeded"));
    long parallelism = Math.max(0, Trees.number(job, 1, "spec", "parallelism"));
    return new JobTally(
        parallelism,
        Trees.number(job, Math.max(1, parallelism), "spec", "completions"),
        Trees.number(job, 6, "spec", "backoffLimit"),
        new Counts(active, ready, leaving, succeeded, failed),
        failed + restarts);
  }

  private static long restarts(Object pod) {
    return Trees.maps(pod, "status", "containerStatuses").stream()
        .mapToLong(container -> Trees.number(container, 0, "restartCount"))
        .sum();
  }

  boolean exhausted() {
    return retries > backoffLimit;
  }

  boolean complete() {
    return counts.succeeded() >= completions;
  }

  /** How many pods are to be active now. */
  long wanted() {
    return Math.min(parallelism, completions - counts.succeeded());
  }

  /** The counts as the status shows them: those of nothing are absent. */
  Map<String, @Nullable Object> status() {
    return Trees.object(
        "active", orAbsent(counts.active()),
        "ready", counts.ready(),
        "terminating", counts.terminating(),
        "succeeded", orAbsent(counts.succeeded()),
        "failed", orAbsent(counts.failed()));
  }

  private static @Nullable Object orAbsent(long count) {
    return count == 0 ? null : count;
  }
}
