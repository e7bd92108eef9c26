package dev.muster.scheduler.model;

import dev.muster.scheduler.model.History.NodeRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Builds histories for tests: pods of first attempts, of one pod set, that ask for one GPU. */
public final class Histories {
  private Histories() {}

  public static Builder aHistory() {
    return new Builder();
  }

  /** Collects runs; each is of a pod of its own. */
  public static final class Builder {
    private final TreeMap<String, List<Run>> byNode = new TreeMap<>();
    private final TreeMap<String, List<Run>> byGang = new TreeMap<>();
    private final TreeMap<String, Long> since = new TreeMap<>();
    private int serial;
    private int attempt = 1;
    private String podSet = "workers";
    private Resources asked = Resources.of(Nodes.GPU, 1_000, Resources.PODS, 1);

    private Builder() {}

    /** What follows is of this attempt. */
    public Builder attempt(int number) {
      attempt = number;
      return this;
    }

    public Builder podSet(String name) {
      podSet = name;
      return this;
    }

    /** What follows asks for that many GPUs. */
    public Builder gpus(int gpus) {
      asked = Resources.of(Nodes.GPU, gpus * 1_000L, Resources.PODS, 1);
      return this;
    }

    public Builder failed(String node, String gang, long startedAt, long ranMillis) {
      return ran(node, gang, Run.End.FAILED, startedAt, ranMillis);
    }

    public Builder succeeded(String node, String gang, long startedAt, long ranMillis) {
      return ran(node, gang, Run.End.SUCCEEDED, startedAt, ranMillis);
    }

    public Builder runs(String node, String gang, long startedAt) {
      return ran(node, gang, Run.End.NONE, startedAt, 0);
    }

    private Builder ran(String node, String gang, Run.End end, long startedAt, long ranMillis) {
      var run =
          new Run("pod" + serial++, gang, attempt, podSet, node, asked, end, startedAt, ranMillis);
      byNode.computeIfAbsent(node, key -> new ArrayList<>()).add(run);
      byGang.computeIfAbsent(gang, key -> new ArrayList<>()).add(run);
      return this;
    }

    /** Lifted then. */
    public Builder since(String node, long at) {
      since.put(node, at);
      return this;
    }

    public History build() {
      var nodes = PersistentMap.<NodeRuns>empty();
      for (var entry : byNode.entrySet()) {
        var runs = new NodeRuns(since.getOrDefault(entry.getKey(), 0L), entry.getValue());
        nodes = nodes.with(entry.getKey(), runs);
      }
      var gangs = PersistentMap.<List<Run>>empty();
      for (var entry : byGang.entrySet()) {
        gangs = gangs.with(entry.getKey(), List.copyOf(entry.getValue()));
      }
      return new History(nodes, gangs);
    }
  }
}
