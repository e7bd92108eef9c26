package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deletes dependents whose owners are all gone, does what {@code Foreground} and {@code Orphan}
 * deletions wait for, and empties namespaces and kinds that are being deleted.
 *
 * <p>One pass looks at every object once. What it deletes may leave more to do, so passes are
 * repeated until one finds nothing; after such a pass nothing is looked at until the next write.
 */
final class Garbage {
  private static final String USER = "system:serviceaccount:kube-system:generic-garbage-collector";

  /** An object found as somebody's dependent. */
  private record Place(ResourceType type, Key key) {}

  private final Kinds kinds;
  private final Database database;
  private final Writes writes;
  private final Deletes deletes;
  private long cleanAt = -1;

  Garbage(Kinds kinds, Database database, Writes writes, Deletes deletes) {
    this.kinds = kinds;
    this.database = database;
    this.writes = writes;
    this.deletes = deletes;
  }

  /** Makes one pass; returns whether it changed anything. */
  boolean collect() {
    if (database.version() == cleanAt) {
      return false;
    }
    long before = database.version();
    var types = storedTypes();
    var dependents = dependents(types);
    for (var type : types) {
      for (var key : List.copyOf(database.all(type).keySet())) {
        var object = database.get(type, key);
        if (object != null) {
          tend(type, object, dependents);
        }
      }
    }
    empty(types);
    if (database.version() == before) {
      cleanAt = before;
      return false;
    }
    return true;
  }

  /** Each kind once, under the version in which it is stored. */
  private List<ResourceType> storedTypes() {
    var result = new ArrayList<ResourceType>();
    var seen = new TreeSet<String>();
    for (var type : kinds.types()) {
      if (seen.add(type.qualifiedName())) {
        result.add(kinds.storage(type));
      }
    }
    return result;
  }

  private Map<String, List<Place>> dependents(List<ResourceType> types) {
    var result = new TreeMap<String, List<Place>>();
    for (var type : types) {
      for (var entry : database.all(type).entrySet()) {
        for (var owner : owners(entry.getValue())) {
          result
              .computeIfAbsent(Trees.text(owner.get("uid")), unused -> new ArrayList<>())
              .add(new Place(type, entry.getKey()));
        }
      }
    }
    return result;
  }

  private static List<Map<String, @Nullable Object>> owners(Map<String, @Nullable Object> object) {
    return Trees.objects(Trees.at(object, "metadata", "ownerReferences"));
  }

  private void tend(
      ResourceType type,
      Map<String, @Nullable Object> object,
      Map<String, List<Place>> dependents) {
    var own = dependents.getOrDefault(Metadata.uid(object), List.of());
    if (Metadata.terminating(object)) {
      release(type, object, own);
      return;
    }
    var owners = owners(object);
    if (owners.isEmpty()) {
      return;
    }
    var solid = new ArrayList<@Nullable Object>();
    boolean waiting = false;
    for (var reference : owners) {
      var owner = owner(object, reference);
      if (owner != null && !waitsForDependents(owner)) {
        solid.add(reference);
      }
      waiting |= owner != null && waitsForDependents(owner);
    }
    if (solid.isEmpty()) {
      delete(type, object, waiting && !own.isEmpty() ? "Foreground" : "Background");
    } else if (solid.size() < owners.size()) {
      var kept = Trees.put(object, Trees.frozen(solid), "metadata", "ownerReferences");
      writes.store(type, kept, USER);
    }
  }

  /** The object referred to; null if it is gone, or cannot own this one. */
  private @Nullable Map<String, @Nullable Object> owner(
      Map<String, @Nullable Object> object, Map<String, @Nullable Object> reference) {
    var owner = database.ofUid(Trees.text(reference.get("uid")));
    if (owner == null) {
      return null;
    }
    var namespace = Trees.textAt(owner, "metadata", "namespace");
    boolean reachable =
        namespace.isEmpty() || namespace.equals(Trees.textAt(object, "metadata", "namespace"));
    return reachable ? owner : null;
  }

  private static boolean waitsForDependents(Map<String, @Nullable Object> owner) {
    return Metadata.terminating(owner) && Metadata.finalizers(owner).contains(Deletes.FOREGROUND);
  }

  private void delete(ResourceType type, Map<String, @Nullable Object> object, String policy) {
    var key = Key.of(object);
    var options =
        Trees.of(
            "propagationPolicy", policy, "preconditions", Trees.of("uid", Metadata.uid(object)));
    var unused =
        deletes.delete(Request.delete(type, key.namespace(), key.name(), options).withUser(USER));
  }

  /** Takes off the finalizers of the collector whose work is done. */
  private void release(
      ResourceType type, Map<String, @Nullable Object> object, List<Place> dependents) {
    var finalizers = new ArrayList<>(Metadata.finalizers(object));
    if (finalizers.contains(Deletes.ORPHAN)) {
      dependents.forEach(place -> orphan(place, Metadata.uid(object)));
      finalizers.remove(Deletes.ORPHAN);
    }
    if (finalizers.contains(Deletes.FOREGROUND)
        && dependents.stream().noneMatch(place -> blocks(place, Metadata.uid(object)))) {
      finalizers.remove(Deletes.FOREGROUND);
    }
    if (finalizers.size() < Metadata.finalizers(object).size()) {
      writes.store(type, Metadata.withFinalizers(object, finalizers), USER);
    }
  }

  private void orphan(Place place, String ownerUid) {
    var object = database.get(place.type, place.key);
    if (object == null) {
      return;
    }
    var kept = new ArrayList<@Nullable Object>();
    for (var reference : owners(object)) {
      if (!ownerUid.equals(reference.get("uid"))) {
        kept.add(reference);
      }
    }
    var freed =
        kept.isEmpty()
            ? Trees.remove(object, "metadata", "ownerReferences")
            : Trees.put(object, Trees.frozen(kept), "metadata", "ownerReferences");
    writes.store(place.type, freed, USER);
  }

  private boolean blocks(Place place, String ownerUid) {
    var object = database.get(place.type, place.key);
    return object != null
        && owners(object).stream()
            .anyMatch(reference ->
                ownerUid.equals(reference.get("uid"))
                    && Boolean.TRUE.equals(reference.get("blockOwnerDeletion")));
  }

  private void empty(List<ResourceType> types) {
    for (Map<String, @Nullable Object> namespace : database.copies(BuiltInKinds.NAMESPACES)) {
      if (Metadata.terminating(namespace)) {
        emptyNamespace(namespace, types);
      }
    }
    var definitions = BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS;
    for (Map<String, @Nullable Object> definition : database.copies(definitions)) {
      if (Metadata.finalizers(definition).contains(Definitions.CLEANUP)
          && Metadata.terminating(definition)) {
        emptyKind(definition, types);
      }
    }
  }

  private void emptyNamespace(Map<String, @Nullable Object> namespace, List<ResourceType> types) {
    var name = Key.of(namespace).name();
    boolean empty = true;
    for (var type : types) {
      if (type.namespaced()) {
        empty &= emptied(type, name);
      }
    }
    if (empty) {
      writes.store(BuiltInKinds.NAMESPACES, Trees.remove(namespace, "spec", "finalizers"), USER);
    }
  }

  private void emptyKind(Map<String, @Nullable Object> definition, List<ResourceType> types) {
    for (var type : types) {
      if (type.qualifiedName().equals(Key.of(definition).name()) && emptied(type, "")) {
        var finalizers = new ArrayList<>(Metadata.finalizers(definition));
        finalizers.remove(Definitions.CLEANUP);
        writes.store(
            BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS,
            Metadata.withFinalizers(definition, finalizers),
            USER);
      }
    }
  }

  /** Deletes the objects of a kind in a namespace (empty: all); returns whether none is left. */
  private boolean emptied(ResourceType type, String namespace) {
    boolean empty = true;
    for (Map<String, @Nullable Object> object : database.copies(type)) {
      var key = Key.of(object);
      if (namespace.isEmpty() || namespace.equals(key.namespace())) {
        if (!Metadata.terminating(object)) {
          delete(type, object, "Background");
        }
        empty &= database.get(type, key) == null;
      }
    }
    return empty;
  }
}
