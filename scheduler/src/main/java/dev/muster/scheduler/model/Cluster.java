package dev.muster.scheduler.model;

/** A place with nodes. {@code nodes} is keyed by node name. */
public record Cluster(String name, PersistentMap<Node> nodes) {
  /** The name of the cluster that Muster itself runs in. */
  public static final String LOCAL = "local";
}
