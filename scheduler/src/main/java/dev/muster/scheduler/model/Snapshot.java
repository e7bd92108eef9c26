package dev.muster.scheduler.model;

/**
 * Everything that a decision may see. Consecutive snapshots share structure, so that taking one
 * costs what changed.
 *
 * @param now epoch milliseconds: the only clock there is
 * @param gangs by UID; finished ones stay until their object goes
 */
public record Snapshot(long now, Cluster cluster, PersistentMap<Gang> gangs) {
  public Snapshot at(long newNow) {
    return new Snapshot(newNow, cluster, gangs);
  }
}
