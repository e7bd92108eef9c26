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
 * <p>Follows every change and remembers what it may have made garbage, or set free to go; a pass
 * looks at that and at nothing else, so it costs what was touched, however large the store is. What
 * a pass deletes may leave more to do, so passes are repeated until one finds nothing.
 */
final class Garbage {
  static final String USER = "system:serviceaccount:kube-system:generic-garbage-collector";

  /** Where an object is. */
  private record Place(String resource, Key key) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byResource = resource.compareTo(other.resource);
      return byResource != 0 ? byResource : key.compareTo(other.key);
    }
  }

  private final Kinds kinds;
  private final Database database;
  private final Writes writes;
  private final Deletes deletes;
  private final Emptying emptying;
  private final Map<String, TreeSet<Place>> dependents = new TreeMap<>(); // by the owner's UID
  private final TreeSet<Place> suspects = new TreeSet<>();

  Garbage(Kinds kinds, Database database, Writes writes, Deletes deletes) {
    this.kinds = kinds;
    this.database = database;
    this.writes = writes;
    this.deletes = deletes;
    this.emptying = new Emptying(kinds, database, writes, deletes);
  }

  /** Takes in what is there already. */
  void begin() {
    kinds.storedTypes().forEach(this::takeIn);
  }

  private void takeIn(ResourceType type) {
    for (Map<String, @Nullable Object> object : database.all(type).values()) {
      appear(place(type, object), object);
    }
  }

  private static Map<String, @Nullable Object> before(Change change) {
    if (change.before() == null) {
      return Trees.EMPTY;
    }
    return change.before();
  }

  /** Takes notice of a change that has been made. */
  void follow(Change change) {
    var place = place(change.resource(), change.object());
    var before = before(change);
    boolean gone = change.type() == ChangeType.DELETED;
    boolean sameOwners = !gone && owners(before).equals(owners(change.object()));
    if (!sameOwners) {
      for (Map<String, @Nullable Object> reference : owners(before)) {
        leave(place, reference);
      }
      suspectOwners(owners(before));
    }
    if (gone) {
      suspects.addAll(dependents.getOrDefault(Metadata.uid(change.object()), new TreeSet<>()));
      suspectSurroundings(change);
    } else if (!sameOwners || Metadata.terminating(change.object())) {
      appear(place, change.object());
    }
    if (!gone && change.resource().equals(BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS)) {
      kinds.stored(place.key.name()).ifPresent(this::takeIn); // some may be there from before
    }
  }

  private static Place place(ResourceType type, Map<String, @Nullable Object> object) {
    return new Place(type.qualifiedName(), Key.of(object));
  }

  private void appear(Place place, Map<String, @Nullable Object> object) {
    for (var reference : owners(object)) {
      dependents
          .computeIfAbsent(Trees.text(reference.get("uid")), unused -> new TreeSet<>())
          .add(place);
    }
    if (Metadata.terminating(object)) {
      suspects.addAll(dependents.getOrDefault(Metadata.uid(object), new TreeSet<>()));
      suspects.add(place);
    } else if (!owners(object).isEmpty()) {
      suspects.add(place);
    }
  }

  private void leave(Place place, Map<String, @Nullable Object> reference) {
    var uid = Trees.text(reference.get("uid"));
    var places = dependents.get(uid);
    if (places != null) {
      places.remove(place);
      if (places.isEmpty()) {
        dependents.remove(uid);
      }
    }
  }

  /** Owners may wait for this dependent. */
  private void suspectOwners(List<Map<String, @Nullable Object>> references) {
    for (var reference : references) {
      var owner = database.ofUid(Trees.text(reference.get("uid")));
      if (owner != null && Metadata.terminating(owner)) {
        kinds.stored(owner).ifPresent(type -> suspects.add(place(type, owner)));
      }
    }
  }

  /** Namespace and kind may wait for their last object. */
  private void suspectSurroundings(Change change) {
    var namespace = new Key("", Key.of(change.object()).namespace());
    suspectIfTerminating(BuiltInKinds.NAMESPACES, namespace);
    var definition = new Key("", change.resource().qualifiedName());
    suspectIfTerminating(BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS, definition);
  }

  private void suspectIfTerminating(ResourceType type, Key key) {
    var object = database.get(type, key);
    if (object != null && Metadata.terminating(object)) {
      suspects.add(place(type, object));
    }
  }

  /**
   * Makes one pass; returns whether it changed anything. What is refused is left for another pass,
   * and keeps nothing else from being done.
   */
  boolean collect() {
    long before = database.version();
    for (var place : List.copyOf(suspects)) {
      suspects.remove(place);
      try {
        kinds.stored(place.resource).ifPresent(type -> tend(type, place));
      } catch (Refusal refused) {
        suspects.add(place); // not written, so still to be done
      }
    }
    return database.version() != before;
  }

  /** Whether the last pass left something for later. */
  boolean owes() {
    return !suspects.isEmpty();
  }

  private void tend(ResourceType type, Place place) {
    var object = database.get(type, place.key);
    if (object == null) {
      return;
    }
    tend(type, object);
    if (Metadata.terminating(object) && type.equals(BuiltInKinds.NAMESPACES)) {
      emptying.namespace(place.key);
    }
    if (Metadata.terminating(object) && type.equals(BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS)) {
      emptying.kind(place.key);
    }
  }

  private static List<Map<String, @Nullable Object>> owners(Map<String, @Nullable Object> object) {
    return Trees.objects(Trees.at(object, "metadata", "ownerReferences"));
  }

  private void tend(ResourceType type, Map<String, @Nullable Object> object) {
    var own = List.copyOf(dependents.getOrDefault(Metadata.uid(object), new TreeSet<>()));
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
      emptying.delete(type, object, waiting && !own.isEmpty() ? "Foreground" : "Background");
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

  /** Takes off the finalizers of the collector whose work is done. */
  private void release(ResourceType type, Map<String, @Nullable Object> object, List<Place> own) {
    var finalizers = new ArrayList<>(Metadata.finalizers(object));
    if (finalizers.contains(Deletes.ORPHAN)) {
      own.forEach(place -> orphan(place, Metadata.uid(object)));
      finalizers.remove(Deletes.ORPHAN);
    }
    if (finalizers.contains(Deletes.FOREGROUND)
        && own.stream().noneMatch(place -> blocks(place, Metadata.uid(object)))) {
      finalizers.remove(Deletes.FOREGROUND);
    }
    if (finalizers.size() < Metadata.finalizers(object).size()) {
      writes.store(type, Metadata.withFinalizers(object, finalizers), USER);
    }
  }

  private void orphan(Place place, String ownerUid) {
    kinds.stored(place.resource).ifPresent(type -> orphan(type, place.key, ownerUid));
  }

  private void orphan(ResourceType type, Key key, String ownerUid) {
    var object = database.get(type, key);
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
    writes.store(type, freed, USER);
  }

  /** Of a kind that is gone nobody can do anything about, so none of it blocks. */
  private boolean blocks(Place place, String ownerUid) {
    var object =
        kinds.stored(place.resource).map(type -> database.get(type, place.key)).orElse(null);
    return object != null
        && owners(object).stream()
            .anyMatch(reference ->
                ownerUid.equals(reference.get("uid"))
                    && Boolean.TRUE.equals(reference.get("blockOwnerDeletion")));
  }
}
