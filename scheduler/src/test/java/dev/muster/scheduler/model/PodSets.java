package dev.muster.scheduler.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Builds pod sets for tests: pods ask for 1 CPU unless told otherwise, and go anywhere. */
public final class PodSets {
  private PodSets() {}

  public static Builder pods(String name, int count) {
    return new Builder(name, count);
  }

  /** Collects what differs from the default. */
  public static final class Builder {
    private final String name;
    private final int count;
    private final TreeMap<String, Long> requests = new TreeMap<>();
    private final TreeMap<String, String> selector = new TreeMap<>();
    private final List<List<Requirement>> terms = new ArrayList<>();
    private final List<Toleration> tolerations = new ArrayList<>();
    private boolean gateable = true;

    private Builder(String name, int count) {
      this.name = name;
      this.count = count;
      requests.put(Resources.CPU, 1000L);
    }

    public Builder cpus(long cpus) {
      return asks(Resources.CPU, cpus * 1000);
    }

    public Builder gpus(long gpus) {
      return asks(Nodes.GPU, gpus * 1000);
    }

    /** Each pod asks for {@code amount} of a resource, in its stored unit. */
    public Builder asks(String resource, long amount) {
      requests.put(resource, amount);
      return this;
    }

    public Builder on(String label, String value) {
      selector.put(label, value);
      return this;
    }

    /** One more affinity term: nodes that meet all of these are fine too. */
    public Builder or(Requirement... all) {
      terms.add(List.of(all));
      return this;
    }

    public Builder tolerates(String key) {
      return tolerates(new Toleration(key, Toleration.Operator.EXISTS, "", Optional.empty()));
    }

    public Builder tolerates(Toleration toleration) {
      tolerations.add(toleration);
      return this;
    }

    public Builder neverGated() {
      gateable = false;
      return this;
    }

    public PodSet build() {
      return new PodSet(
          name,
          0,
          "template.spec.template",
          count,
          Resources.of(requests),
          new Constraints(selector, terms, tolerations),
          gateable,
          "");
    }
  }
}
