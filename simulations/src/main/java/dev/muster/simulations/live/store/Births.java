package dev.muster.simulations.live.store;

import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The metadata that only the server sets, once, when an object comes into being. */
final class Births {
  private static final int NAME_ATTEMPTS = 8;

  private final Kinds kinds;
  private final Database database;
  private final Identities identities;
  private final Present present;
  private final LongSupplier clock;

  Births(
      Kinds kinds, Database database, Identities identities, Present present, LongSupplier clock) {
    this.kinds = kinds;
    this.database = database;
    this.identities = identities;
    this.present = present;
    this.clock = clock;
  }

  /** The time of the request; the same however often it is decided. */
  long now() {
    return clock.getAsLong();
  }

  /** Makes a name of a {@code generateName} where there is none yet. */
  Map<String, @Nullable Object> named(ResourceType type, Map<String, @Nullable Object> object) {
    var base = Trees.textAt(object, "metadata", "generateName");
    if (base.isEmpty() || !Trees.textAt(object, "metadata", "name").isEmpty()) {
      return object;
    }
    var namespace = Trees.textAt(object, "metadata", "namespace");
    String name = present.draw(() -> identities.name(base));
    for (int i = 1;
        i < NAME_ATTEMPTS && database.get(type, new Key(namespace, name)) != null;
        i++) {
      name = present.draw(() -> identities.name(base));
    }
    return Trees.put(object, name, "metadata", "name");
  }

  /** Refuses with 400 an object that claims to be stored already. */
  Map<String, @Nullable Object> fresh(ResourceType type, Map<String, @Nullable Object> object) {
    if (!Metadata.version(object).isEmpty()) {
      throw Statuses.failed("resourceVersion should not be set on objects to be created");
    }
    var result = Trees.remove(object, "metadata", "deletionTimestamp");
    result = Trees.remove(result, "metadata", "deletionGracePeriodSeconds");
    result = Trees.put(result, present.draw(identities::uid), "metadata", "uid");
    result = Trees.put(result, Times.format(clock.getAsLong()), "metadata", "creationTimestamp");
    result =
        Trees.putOrRemove(
            result, Generations.begun(type, kinds) ? 1L : null, "metadata", "generation");
    return Metadata.ordered(result);
  }
}
