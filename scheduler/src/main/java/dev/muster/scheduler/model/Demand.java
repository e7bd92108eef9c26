package dev.muster.scheduler.model;

import java.util.List;

/** What a gang asks for, or why that cannot be told. */
public sealed interface Demand {
  /** All pods that will exist, as sets. Sets of 0 pods are left out. */
  record Readable(List<PodSet> podSets) implements Demand {
    public Readable {
      podSets = List.copyOf(podSets);
    }

    public int pods() {
      return podSets.stream().mapToInt(PodSet::count).sum();
    }
  }

  /**
   * The object cannot be understood.
   *
   * @param path the place in the object, as {@code spec.components[0].template.spec...}
   * @param problem what is wrong there, as a sentence for its author
   */
  record Unreadable(String path, String problem) implements Demand {}
}
