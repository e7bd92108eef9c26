package dev.muster.scheduler.model;

/**
 * Everything that a decision may see. Consecutive snapshots share structure, so that taking one
 * costs what changed.
 *
 * @param now epoch milliseconds: the only clock there is
 * @param gangs by UID; finished ones stay until their object goes
 * @param history what was learned before
 */
public record Snapshot(long now, Cluster cluster, PersistentMap<Gang> gangs, History history) {
  /** One in which nothing was learned. */
  public Snapshot(long now, Cluster cluster, PersistentMap<Gang> gangs) {
    this(now, cluster, gangs, History.NONE);
  }

  public Snapshot at(long newNow) {
    return new Snapshot(newNow, cluster, gangs, history);
  }
}
