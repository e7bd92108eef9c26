package dev.muster.scheduler.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The promised nodes of one pod set: {@code nodes} maps node name to pods, summing to the count.
 */
public record Placement(String podSet, int count, SortedMap<String, Integer> nodes) {
  public Placement {
    nodes =
        nodes.isEmpty() // as most are, of a hundred thousand
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
  }
}
