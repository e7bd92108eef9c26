package dev.muster.scheduler.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A machine as a decision sees it.
 *
 * @param used what is taken: all pods bound here and not confirmed gone, whoever owns them, plus
 *     the promised places of admitted pods that are not bound yet; one {@code pods} unit each
 */
public record Node(
    String name,
    SortedMap<String, String> labels,
    List<Taint> taints,
    boolean ready,
    boolean cordoned,
    Resources allocatable,
    Resources used) {
  public Node {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    taints = List.copyOf(taints);
  }

  public Node withUsed(Resources newUsed) {
    return new Node(name, labels, taints, ready, cordoned, allocatable, newUsed);
  }

  /** Why pods with these constraints may not come here; empty if they may. */
  public Optional<Constraints.Exclusion> exclusion(Constraints constraints) {
    if (!ready) {
      return Optional.of(Constraints.Exclusion.NOT_READY);
    }
    if (cordoned) {
      return Optional.of(Constraints.Exclusion.CORDONED);
    }
    if (!constraints.tolerates(taints)) {
      return Optional.of(Constraints.Exclusion.TAINT);
    }
    if (!constraints.selects(labels)) {
      return Optional.of(Constraints.Exclusion.SELECTOR);
    }
    return constraints.affinityAllows(labels, name)
        ? Optional.empty()
        : Optional.of(Constraints.Exclusion.AFFINITY);
  }
}
