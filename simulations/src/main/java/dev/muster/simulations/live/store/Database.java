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
  private final Identities identities;
  private final Journal journal;
  private final Consumer<Change> publisher;
  private long version;

  Database(History history, Identities identities, Journal journal, Consumer<Change> publisher) {
    this.history = history;
    this.identities = identities;
    this.journal = journal;
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

  /** The objects of a kind in a namespace (empty: in all); a live view. */
  SortedMap<Key, Map<String, @Nullable Object>> all(ResourceType type, String namespace) {
    return namespace.isEmpty()
        ? all(type)
        : all(type).subMap(new Key(namespace, ""), new Key(namespace + "\0", ""));
  }

  /** The objects of a kind from {@code first} on; a live view. */
  SortedMap<Key, Map<String, @Nullable Object>> after(ResourceType type, Key first) {
    return all(type).tailMap(first);
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
    boolean fresh = get(type, Key.of(object)) == null;
    return write(fresh ? ChangeType.ADDED : ChangeType.MODIFIED, type, object, user);
  }

  /** Removes the object; its last state carries the deletion's version. */
  Map<String, @Nullable Object> remove(
      ResourceType type, Map<String, @Nullable Object> object, String user) {
    return write(ChangeType.DELETED, type, object, user);
  }

  /** First the journal, which may refuse; only then is the change made. */
  private Map<String, @Nullable Object> write(
      ChangeType kind, ResourceType type, Map<String, @Nullable Object> object, String user) {
    long next = version + 1;
    var written = Trees.put(object, Long.toString(next), "metadata", "resourceVersion");
    var entry =
        new Journal.Entry(next, kind, type.qualifiedName(), written, user, identities.made());
    try {
      journal.append(entry);
    } catch (Journal.Unwritable full) {
      throw Statuses.internal(String.valueOf(full.getMessage()));
    }
    publisher.accept(apply(type, entry));
    return written;
  }

  /** Makes a change that the journal knows already. */
  Change apply(ResourceType type, Journal.Entry entry) {
    var object = entry.object();
    var before = entry.type() == ChangeType.DELETED ? drop(type, object) : keep(type, object);
    version = entry.version();
    var change = new Change(version, entry.type(), type, before, object, entry.user());
    history.add(change);
    return change;
  }

  /** Begins with an object that was there before the process. */
  @Nullable Map<String, @Nullable Object> keep(
      ResourceType type, Map<String, @Nullable Object> object) {
    byUid.put(Trees.textAt(object, "metadata", "uid"), object);
    return kinds
        .computeIfAbsent(type.qualifiedName(), unused -> new TreeMap<>())
        .put(Key.of(object), object);
  }

  private @Nullable Map<String, @Nullable Object> drop(
      ResourceType type, Map<String, @Nullable Object> object) {
    byUid.remove(Trees.textAt(object, "metadata", "uid"));
    return kinds
        .computeIfAbsent(type.qualifiedName(), unused -> new TreeMap<>())
        .remove(Key.of(object));
  }

  /** Begins at this version, whose history is not known. */
  void beginAt(long first) {
    version = first;
    history.compact(first);
  }

  /** All objects, definitions first. */
  List<Journal.Kept> contents() {
    var result = new ArrayList<Journal.Kept>();
    var first = BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS.qualifiedName();
    addAll(first, result);
    for (String resource : kinds.keySet()) {
      if (!resource.equals(first)) {
        addAll(resource, result);
      }
    }
    return result;
  }

  private void addAll(String resource, List<Journal.Kept> result) {
    for (var object : kinds.getOrDefault(resource, new TreeMap<>()).values()) {
      result.add(new Journal.Kept(resource, object));
    }
  }
}
