package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Trees;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Places promised to the pods of a gang.
 *
 * @param epoch which attempt of the gang; 0 for none
 * @param places pods by name of their group, then by node
 */
record Promise(long epoch, SortedMap<String, SortedMap<String, Long>> places) {
  static final Promise NONE = new Promise(0, Collections.emptySortedMap());

  /** Reads {@code status.admission}, or an entry of the ledger. */
  static Promise of(Object record) {
    var places = new TreeMap<String, SortedMap<String, Long>>();
    for (var podSet : Trees.maps(record, "podSets")) {
      var nodes = new TreeMap<String, Long>();
      for (Map.Entry<String, ?> node : Trees.map(podSet, "nodes").entrySet()) {
        if (node.getValue() instanceof Number count) {
          nodes.put(node.getKey(), count.longValue());
        }
      }
      places.put(Trees.text(podSet, "name"), nodes);
    }
    long epoch = Trees.number(record, Trees.number(record, 0, "epoch"), "attempt");
    return new Promise(epoch, places);
  }

  /**
   * The promised places of one group that no pod has taken yet: each bound pod uses up its own
   * node's, and one that went elsewhere uses up the last by name.
   */
  SortedMap<String, Long> open(String group, SortedMap<String, Long> bound) {
    var result = new TreeMap<>(places.getOrDefault(group, Collections.emptySortedMap()));
    long elsewhere = 0;
    for (var entry : bound.entrySet()) {
      long promised = result.getOrDefault(entry.getKey(), 0L);
      result.put(entry.getKey(), Math.max(0, promised - entry.getValue()));
      elsewhere += Math.max(0, entry.getValue() - promised);
    }
    for (var entry : result.descendingMap().entrySet()) {
      long used = Math.min(elsewhere, entry.getValue());
      result.put(entry.getKey(), entry.getValue() - used);
      elsewhere -= used;
    }
    result.values().removeIf(count -> count == 0);
    return result;
  }
}
