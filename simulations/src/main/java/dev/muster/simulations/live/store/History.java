package dev.muster.simulations.live.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The last changes, from which a watch is replayed and a past state is rebuilt. */
final class History {
  private final ArrayDeque<Change> changes = new ArrayDeque<>();
  private final int capacity;
  private long compacted;

  History(int capacity) {
    this.capacity = capacity;
  }

  void add(Change change) {
    changes.addLast(change);
    if (changes.size() > capacity) {
      compacted = changes.removeFirst().version();
    }
  }

  /** Forgets everything up to and including {@code version}. */
  void compact(long version) {
    compacted = Math.max(compacted, version);
    while (!changes.isEmpty() && changes.getFirst().version() <= version) {
      changes.removeFirst();
    }
  }

  /** Whether all changes after {@code version} are still known. */
  boolean reaches(long version) {
    return version >= compacted;
  }

  /** The changes of a kind after {@code version}, oldest first. */
  List<Change> after(long version, ResourceType type) {
    var result = new ArrayList<Change>();
    Iterator<Change> newestFirst = changes.descendingIterator();
    while (newestFirst.hasNext()) {
      var change = newestFirst.next();
      if (change.version() <= version) {
        break;
      }
      if (change.resource().qualifiedName().equals(type.qualifiedName())) {
        result.add(change);
      }
    }
    return result.reversed();
  }

  /**
   * What is different now from how a kind was at {@code version}: each such place with the object
   * that was there, null for none.
   */
  SortedMap<Key, @Nullable Map<String, @Nullable Object>> differences(
      long version, ResourceType type) {
    var result = new TreeMap<Key, @Nullable Map<String, @Nullable Object>>();
    for (var undone : after(version, type).reversed()) {
      result.put(Key.of(undone.object()), undone.before());
    }
    return result;
  }
}
