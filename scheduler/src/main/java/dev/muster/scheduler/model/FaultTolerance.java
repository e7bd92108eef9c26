package dev.muster.scheduler.model;

import java.util.List;

/**
 * How long to wait for what, in milliseconds, after annotations, configuration and the ceiling were
 * applied. {@code runTimeLimit} 0 = none.
 */
public record FaultTolerance(
    long admissionGrace,
    long warmupGrace,
    long failureGrace,
    long retryPause,
    int retryLimit,
    long forcefulDeletionGrace,
    long deletionOnFailureGrace,
    long successTtl,
    long runTimeLimit,
    List<Integer> terminalExitCodes,
    List<Integer> retryableExitCodes) {
  public static final FaultTolerance DEFAULT =
      new FaultTolerance(
          60_000, 300_000, 60_000, 90_000, 3, 600_000, 0, 604_800_000, 0, List.of(), List.of());

  public FaultTolerance {
    terminalExitCodes = List.copyOf(terminalExitCodes);
    retryableExitCodes = List.copyOf(retryableExitCodes);
  }

  /** The same, for what stays as long as its user leaves it. */
  public FaultTolerance withoutSuccessTtl() {
    return new FaultTolerance(
        admissionGrace,
        warmupGrace,
        failureGrace,
        retryPause,
        retryLimit,
        forcefulDeletionGrace,
        deletionOnFailureGrace,
        Long.MAX_VALUE,
        runTimeLimit,
        terminalExitCodes,
        retryableExitCodes);
  }
}
