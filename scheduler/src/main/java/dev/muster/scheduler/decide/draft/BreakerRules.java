package dev.muster.scheduler.decide.draft;

/**
 * When a node on which pods fail is kept out of use. Times in milliseconds.
 *
 * @param failures so many in a row close a node; 0 switches all of it off
 * @param failFast a pod that failed after no more than that counts. Containers' times are whole
 *     seconds, so one that ran for a second and a half can show as one of one or of two
 * @param first how long a node is closed for the first time; as long again each time that it fails
 *     its trial
 * @param longest but no longer than this
 * @param share so many percent of the nodes may be closed, rounded down, but always one
 */
public record BreakerRules(int failures, long failFast, long first, long longest, int share) {
  public static final BreakerRules DEFAULT =
      new BreakerRules(3, 2_000, 10 * 60_000, 24 * 3_600_000, 10);

  /** The longest time that {@code failFast} may be: whoever counts looks at no others. */
  public static final long SLOWEST = 60_000;

  public BreakerRules {
    if (failures < 0 || failFast < 0 || failFast > SLOWEST || first < 1 || longest < first) {
      throw new IllegalArgumentException(
          "failures %d, %d; %d to %d".formatted(failures, failFast, first, longest));
    }
  }

  /** How long a node is closed for the {@code times}-th time in a row. */
  public long closedFor(int times) {
    long millis = first;
    for (int i = 1; i < times; i++) {
      if (millis > longest / 2) {
        return longest;
      }
      millis *= 2;
    }
    return millis;
  }

  /** How many of so many nodes may be closed. */
  public int most(int nodes) {
    return (int) Math.max(1, (long) nodes * share / 100);
  }
}
