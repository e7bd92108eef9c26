package dev.muster.scheduler.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds nodes for tests: a node has 96 CPUs, 1 TiB, 8 GPUs and 110 pod slots unless told
 * otherwise.
 */
public final class Nodes {
  public static final String GPU = "nvidia.com/gpu";
  public static final long GIB = 1L << 30;

  private Nodes() {}

  public static Builder aNode(String name) {
    return new Builder(name);
  }

  /** Collects what differs from the default. */
  public static final class Builder {
    private final String name;
    private final TreeMap<String, String> labels = new TreeMap<>();
    private final List<Taint> taints = new ArrayList<>();
    private final TreeMap<String, Long> allocatable =
        new TreeMap<>(
            Map.of(
                Resources.CPU,
                96_000L,
                Resources.MEMORY,
                1024 * GIB,
                GPU,
                8_000L,
                Resources.PODS,
                110L));
    private boolean ready = true;
    private boolean cordoned;
    private Resources used = Resources.NONE;
    private boolean unsettled;
    private NodeQuarantine quarantine = NodeQuarantine.NONE;

    private Builder(String name) {
      this.name = name;
    }

    public Builder cpus(long cpus) {
      return has(Resources.CPU, cpus * 1000);
    }

    public Builder gpus(long gpus) {
      return has(GPU, gpus * 1000);
    }

    /** Has {@code amount} of a resource, in its stored unit. */
    public Builder has(String resource, long amount) {
      allocatable.put(resource, amount);
      return this;
    }

    public Builder label(String key, String value) {
      labels.put(key, value);
      return this;
    }

    public Builder taint(String key, String value, Taint.Effect effect) {
      taints.add(new Taint(key, value, effect));
      return this;
    }

    public Builder notReady() {
      ready = false;
      return this;
    }

    public Builder cordoned() {
      cordoned = true;
      return this;
    }

    /** A pod may land there that nobody sent. */
    public Builder unsettled() {
      unsettled = true;
      return this;
    }

    public Builder quarantine(NodeQuarantine next) {
      quarantine = next;
      return this;
    }

    /** One pod with that many GPUs more is on it. */
    public Builder usedGpus(long gpus) {
      return used(Resources.of(GPU, gpus * 1000, Resources.PODS, 1));
    }

    public Builder used(Resources more) {
      used = used.plus(more);
      return this;
    }

    public Node build() {
      return new Node(name, labels, taints, ready, cordoned, Resources.of(allocatable), used)
          .withUnsettled(unsettled)
          .withQuarantine(quarantine);
    }
  }
}
