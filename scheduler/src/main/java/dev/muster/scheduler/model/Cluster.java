package dev.muster.scheduler.model;

/**
 * A place with nodes.
 *
 * @param nodes by node name
 * @param podMadeAt when a pod of a gang that was being started was last created here, rounded up to
 *     whole periods of {@value #PODS_MADE_PERIOD} ms, epoch milliseconds; 0 if never. Shows whether
 *     those who make pods are at work
 */
public record Cluster(String name, PersistentMap<Node> nodes, long podMadeAt) {
  /** The name of the cluster that Muster itself runs in. */
  public static final String LOCAL = "local";

  /** How exactly it is told when pods were made: seldom enough to cost nothing. */
  public static final long PODS_MADE_PERIOD = 5_000;

  /** One in which no pod was ever made. */
  public Cluster(String name, PersistentMap<Node> nodes) {
    this(name, nodes, 0);
  }
}
