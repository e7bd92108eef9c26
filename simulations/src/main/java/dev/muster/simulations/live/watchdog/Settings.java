package dev.muster.simulations.live.watchdog;

/**
 * What the observer has to be told.
 *
 * @param schedulerUser the name under which the scheduler writes; empty if not known. It may delete
 *     no gang
 * @param sweepMillis how often the scheduler looks for orphans; none may outlive two such periods
 * @param reactionMillis how far the scheduler's view may lag: room that came, or a gang that became
 *     eligible, more recently than this is not held against an admission
 * @param newsMillis what nodes lost and strangers took more recently is not held against one either
 * @param fitSteps how long to search for a packing before leaving the question open
 */
public record Settings(
    String schedulerUser, long sweepMillis, long reactionMillis, long newsMillis, int fitSteps) {
  public static final Settings DEFAULT = new Settings("", 60_000, 2_000, 2_000, 20_000);

  public Settings withSchedulerUser(String user) {
    return new Settings(user, sweepMillis, reactionMillis, newsMillis, fitSteps);
  }

  public Settings withSweepMillis(long millis) {
    return new Settings(schedulerUser, millis, reactionMillis, newsMillis, fitSteps);
  }

  public Settings withReactionMillis(long millis) {
    return new Settings(schedulerUser, sweepMillis, millis, newsMillis, fitSteps);
  }

  public Settings withNewsMillis(long millis) {
    return new Settings(schedulerUser, sweepMillis, reactionMillis, millis, fitSteps);
  }
}
