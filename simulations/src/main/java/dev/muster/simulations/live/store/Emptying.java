package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Empties namespaces and kinds that are being deleted, and lets them go when nothing is left. */
final class Emptying {
  private final Kinds kinds;
  private final Database database;
  private final Writes writes;
  private final Deletes deletes;

  Emptying(Kinds kinds, Database database, Writes writes, Deletes deletes) {
    this.kinds = kinds;
    this.database = database;
    this.writes = writes;
    this.deletes = deletes;
  }

  void namespace(Key key) {
    boolean empty = true;
    for (var type : kinds.storedTypes()) {
      if (type.namespaced()) {
        empty &= emptied(type, key.name());
      }
    }
    var namespace = database.get(BuiltInKinds.NAMESPACES, key);
    if (empty && namespace != null && Trees.at(namespace, "spec", "finalizers") != null) {
      writes.store(
          BuiltInKinds.NAMESPACES, Trees.remove(namespace, "spec", "finalizers"), Garbage.USER);
    }
  }

  void kind(Key key) {
    boolean empty = true;
    for (var type : kinds.storedTypes()) {
      empty &= !type.qualifiedName().equals(key.name()) || emptied(type, "");
    }
    var definition = database.get(BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS, key);
    if (!empty || definition == null) {
      return;
    }
    var finalizers = new ArrayList<>(Metadata.finalizers(definition));
    if (finalizers.remove(Definitions.CLEANUP)) {
      writes.store(
          BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS,
          Metadata.withFinalizers(definition, finalizers),
          Garbage.USER);
    }
  }

  /** Deletes the objects of a kind in a namespace (empty: all); returns whether none is left. */
  private boolean emptied(ResourceType type, String namespace) {
    for (Map<String, @Nullable Object> object :
        List.copyOf(database.all(type, namespace).values())) {
      if (!Metadata.terminating(object)) {
        delete(type, object, "Background");
      }
    }
    return database.all(type, namespace).isEmpty();
  }

  void delete(ResourceType type, Map<String, @Nullable Object> object, String policy) {
    var key = Key.of(object);
    var options =
        Trees.of(
            "propagationPolicy", policy, "preconditions", Trees.of("uid", Metadata.uid(object)));
    var unused =
        deletes.deleteOutright(
            Request.delete(type, key.namespace(), key.name(), options).withUser(Garbage.USER));
  }
}
