package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The priorities that PriorityClasses and WorkloadPriorityClasses give.
 *
 * @param byName value of each PriorityClass
 * @param fallback value of the default PriorityClass; 0 without one
 * @param forWorkloads value of each WorkloadPriorityClass
 */
public record Priorities(
    SortedMap<String, Integer> byName, int fallback, SortedMap<String, Integer> forWorkloads) {
  public static final Priorities NONE = new Priorities(Collections.emptySortedMap(), 0);

  public Priorities {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    forWorkloads = Collections.unmodifiableSortedMap(new TreeMap<>(forWorkloads));
  }

  /** Where there are no WorkloadPriorityClasses. */
  public Priorities(SortedMap<String, Integer> byName, int fallback) {
    this(byName, fallback, Collections.emptySortedMap());
  }

  /** With these scheduling.k8s.io/v1 PriorityClasses; of several defaults the lowest counts. */
  public Priorities withPodClasses(Collection<? extends Map<String, ?>> classes) {
    var values = new TreeMap<String, Integer>();
    int standard = 0;
    boolean hasDefault = false;
    for (var object : classes) {
      var tree = Tree.lenient(object);
      int value = value(tree);
      values.put(tree.get("metadata", "name").text(""), value);
      if (tree.get("globalDefault").flag(false)) {
        standard = hasDefault ? Math.min(standard, value) : value;
        hasDefault = true;
      }
    }
    return new Priorities(values, standard, forWorkloads);
  }

  /** With these kueue.x-k8s.io WorkloadPriorityClasses. */
  public Priorities withWorkloadClasses(Collection<? extends Map<String, ?>> classes) {
    var values = new TreeMap<String, Integer>();
    for (var object : classes) {
      var tree = Tree.lenient(object);
      values.put(tree.get("metadata", "name").text(""), value(tree));
    }
    return new Priorities(byName, fallback, values);
  }

  private static int value(Tree priorityClass) {
    return priorityClass.get("value").count(Integer.MIN_VALUE, 0);
  }

  /** The priority of pods with this class; the default's if it is empty or unknown. */
  public int of(String className) {
    return byName.getOrDefault(className, fallback);
  }

  /** The value of this WorkloadPriorityClass, if there is one of that name. */
  public Optional<Integer> ofWorkloads(String className) {
    return Optional.ofNullable(forWorkloads.get(className));
  }
}
