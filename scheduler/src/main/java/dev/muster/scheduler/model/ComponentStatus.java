package dev.muster.scheduler.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code status.componentStatus[]} says of one wrapped object. */
public record ComponentStatus(
    String name,
    String kind,
    String apiVersion,
    List<EffectivePodSet> podSets,
    SortedMap<String, Condition> conditions) {

  /** A pod set as Muster counts it: where its template stands and how many pods it makes. */
  public record EffectivePodSet(String path, int replicas) {}

  public ComponentStatus {
    podSets = List.copyOf(podSets);
    conditions =
        conditions.isEmpty() // as most are, of a hundred thousand
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(conditions));
  }

  /** Forgets a condition. */
  public ComponentStatus without(String type) {
    var changed = new TreeMap<>(conditions);
    changed.remove(type);
    return new ComponentStatus(name, kind, apiVersion, podSets, changed);
  }

  public ComponentStatus with(Condition condition) {
    var changed = new TreeMap<>(conditions);
    changed.put(condition.type(), condition);
    return new ComponentStatus(name, kind, apiVersion, podSets, changed);
  }
}
