package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The priorities that PriorityClasses give.
 *
 * @param byName value of each class
 * @param fallback value of the default class; 0 without one
 */
public record Priorities(SortedMap<String, Integer> byName, int fallback) {
  public static final Priorities NONE = new Priorities(Collections.emptySortedMap(), 0);

  public Priorities {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /** Reads scheduling.k8s.io/v1 PriorityClasses; of several defaults the lowest counts. */
  public static Priorities of(Collection<? extends Map<String, ?>> classes) {
    var byName = new TreeMap<String, Integer>();
    int fallback = 0;
    boolean hasDefault = false;
    for (var object : classes) {
      var tree = Tree.lenient(object);
      int value = tree.get("value").count(Integer.MIN_VALUE, 0);
      byName.put(tree.get("metadata", "name").text(""), value);
      if (tree.get("globalDefault").flag(false)) {
        fallback = hasDefault ? Math.min(fallback, value) : value;
        hasDefault = true;
      }
    }
    return new Priorities(byName, fallback);
  }

  /** The priority of pods with this class; the default's if it is empty or unknown. */
  public int of(String className) {
    return byName.getOrDefault(className, fallback);
  }
}
