package dev.muster.scheduler.model;

/** Builds snapshots for tests: the cluster {@code local} at time 0, empty unless told otherwise. */
public final class Snapshots {
  private Snapshots() {}

  public static Builder aSnapshot() {
    return new Builder();
  }

  /** Collects nodes and gangs. */
  public static final class Builder {
    private long now;
    private PersistentMap<Node> nodes = PersistentMap.empty();
    private PersistentMap<Gang> gangs = PersistentMap.empty();
    private long podMadeAt;
    private History history = History.NONE;

    private Builder() {}

    public Builder now(long newNow) {
      now = newNow;
      return this;
    }

    public Builder history(History learned) {
      history = learned;
      return this;
    }

    public Builder podMadeAt(long newPodMadeAt) {
      podMadeAt = newPodMadeAt;
      return this;
    }

    /** A default node of which that many GPUs are free. */
    public Builder node(String name, int freeGpus) {
      return node(Nodes.aNode(name).gpus(freeGpus));
    }

    public Builder node(Nodes.Builder node) {
      return node(node.build());
    }

    public Builder node(Node node) {
      nodes = nodes.with(node.name(), node);
      return this;
    }

    public Builder gang(Gangs.Builder gang) {
      return gang(gang.build());
    }

    public Builder gang(Gang gang) {
      gangs = gangs.with(gang.id().uid(), gang);
      return this;
    }

    public Snapshot build() {
      return new Snapshot(now, new Cluster(Cluster.LOCAL, nodes, podMadeAt), gangs, history);
    }
  }
}
