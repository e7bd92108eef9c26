package dev.muster.scheduler.kube.act;

/**
 * Which lease to stand for, as whom, and its periods in milliseconds.
 *
 * @param identity this process's alone: a name with something that no other life of it has
 * @param namespace where the lease is
 * @param name its name
 * @param durationMillis how long others wait after the last renewal that they saw
 * @param deadlineMillis how long a leader acts after it sent its last confirmed renewal
 * @param retryMillis time between two looks
 */
public record LeaseTerms(
    String identity,
    String namespace,
    String name,
    long durationMillis,
    long deadlineMillis,
    long retryMillis) {
  private static final long DURATION_MILLIS = 15_000;
  private static final long DEADLINE_MILLIS = 10_000;
  private static final long RETRY_MILLIS = 2_000;

  /** A leader must know that it is none before another one becomes it. */
  public LeaseTerms {
    if (deadlineMillis >= durationMillis) {
      throw new IllegalArgumentException(
          "deadline of " + deadlineMillis + " ms, but others wait for " + durationMillis + " only");
    }
  }

  /** The usual name and periods. */
  public static LeaseTerms of(String identity, String namespace) {
    return new LeaseTerms(
        identity, namespace, "muster-scheduler", DURATION_MILLIS, DEADLINE_MILLIS, RETRY_MILLIS);
  }
}
