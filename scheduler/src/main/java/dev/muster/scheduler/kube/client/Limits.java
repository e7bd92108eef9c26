package dev.muster.scheduler.kube.client;

/**
 * How much a {@link Client} may ask of its API server.
 *
 * @param inFlight calls without an answer at any moment; the others wait in order
 * @param writesPerSecond long-term rate of writes
 * @param burst writes that may go at once after a quiet time
 * @param timeoutMillis after which a call counts as lost
 */
public record Limits(int inFlight, int writesPerSecond, int burst, long timeoutMillis) {
  /** For everything that acts. */
  public static final Limits ACT = new Limits(32, 300, 500, 10_000);

  /** For the lease alone: several tries fit into its deadline, and it never waits for others. */
  public static Limits lease(long deadlineMillis) {
    return new Limits(4, 1_000, 1_000, Math.max(100, deadlineMillis / 4));
  }
}
