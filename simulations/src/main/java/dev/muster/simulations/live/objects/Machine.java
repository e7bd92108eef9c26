package dev.muster.simulations.live.objects;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A Node object, read once: who may come here, and how much there is. */
public record Machine(
    String name,
    SortedMap<String, String> labels,
    List<Taint> taints,
    boolean ready,
    boolean cordoned,
    Amounts allocatable) {
  /** A taint; {@code effect} is NoSchedule, PreferNoSchedule or NoExecute. */
  public record Taint(String key, String value, String effect) {
    boolean keepsOut() {
      return !effect.equals("PreferNoSchedule");
    }
  }

  public Machine {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    taints = List.copyOf(taints);
  }

  public static Machine of(Object node) {
    var taints = new ArrayList<Taint>();
    for (var taint : Trees.maps(node, "spec", "taints")) {
      taints.add(
          new Taint(
              Trees.text(taint, "key"), Trees.text(taint, "value"), Trees.text(taint, "effect")));
    }
    return new Machine(
        Trees.name(node),
        Trees.strings(node, "metadata", "labels"),
        taints,
        Trees.condition(node, "Ready").equals("True"),
        Trees.flag(node, "spec", "unschedulable"),
        Amounts.read(Trees.map(node, "status", "allocatable")));
  }
}
