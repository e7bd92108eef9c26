package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.demand.LabelValues;

/**
 * How long to wait before the next attempt: from one second, doubling up to a minute, and spread by
 * a fifth so that what failed together does not come back together. The spread is drawn from the
 * name, so that a run can be repeated.
 */
final class Backoff {
  private static final long FIRST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 60_000;
  private final String name;
  private int attempts;

  Backoff(String name) {
    this.name = name;
  }

  /** It went well: the next failure is the first again. */
  void reset() {
    attempts = 0;
  }

  /** The next pause, at least {@code least}. */
  long next(long least) {
    long pause = Math.min(FIRST_MILLIS << Math.min(attempts, 6), LONGEST_MILLIS);
    attempts++;
    long spread = Math.floorMod(LabelValues.fingerprint(name + attempts), 400);
    return Math.max(least, pause * (800 + spread) / 1000);
  }
}
