package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All objects of all kinds under one rising version. Every write takes the next version, is
 * recorded in the {@link History} and told to the watchers. Knows nothing of what a write must
 * satisfy: the callers have settled that.
 */
final class Database {
  private final TreeMap<String, TreeMap<Key, Map<String, @Nullable Object>>> kinds =
      new TreeMap<>();
  private final Map<String, Map<String, @Nullable Object>> byUid = new TreeMap<>();
  private final History history;
  private final Consumer<Change> publisher;
  private long version;

  Database(History history, Consumer<Change> publisher) {
    this.history = history;
    this.publisher = publisher;
  }

  long version() {
    return version;
  }

  /** The objects of a kind, all versions of which share one place; a live view. */
  SortedMap<Key, Map<String, @Nullable Object>> all(ResourceType type) {
    var objects = kinds.get(type.qualifiedName());
    return objects == null
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(objects);
  }

  /** The present objects of a kind, whatever is written while they are gone through. */
  List<Map<String, @Nullable Object>> copies(ResourceType type) {
    return new ArrayList<Map<String, @Nullable Object>>(all(type).values());
  }

  @Nullable Map<String, @Nullable Object> get(ResourceType type, Key key) {
    return all(type).get(key);
  }

  /** The object of that UID, whatever its kind; null if there is none. */
  @Nullable Map<String, @Nullable Object> ofUid(String uid) {
    return byUid.get(uid);
  }

  /** Stores the object, new or changed, and returns it with its resourceVersion. */
  Map<String, @Nullable Object> put(
      ResourceType type, Map<String, @Nullable Object> object, String user) {
    var stored = versioned(object);
    var objects = kinds.computeIfAbsent(type.qualifiedName(), unused -> new TreeMap<>());
    @Nullable Map<String, @Nullable Object> before = objects.put(Key.of(stored), stored);
    byUid.put(Trees.textAt(stored, "metadata", "uid"), stored);
    var kind = before == null ? ChangeType.ADDED : ChangeType.MODIFIED;
    record(new Change(version, kind, type, before, stored, user));
    return stored;
  }

  /** Removes the object; its last state carries the deletion's version. */
  Map<String, @Nullable Object> remove(
      ResourceType type, Map<String, @Nullable Object> object, String user) {
    var objects = kinds.computeIfAbsent(type.qualifiedName(), unused -> new TreeMap<>());
    @Nullable Map<String, @Nullable Object> before = objects.remove(Key.of(object));
    byUid.remove(Trees.textAt(object, "metadata", "uid"));
    var last = versioned(object);
    record(new Change(version, ChangeType.DELETED, type, before, last, user));
    return last;
  }

  private Map<String, @Nullable Object> versioned(Map<String, @Nullable Object> object) {
    version++;
    return Trees.put(object, Long.toString(version), "metadata", "resourceVersion");
  }

  private void record(Change change) {
    history.add(change);
    publisher.accept(change);
  }
}
