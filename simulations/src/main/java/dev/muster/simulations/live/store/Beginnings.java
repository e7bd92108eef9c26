package dev.muster.simulations.live.store;

import java.util.Optional;
import java.util.function.Consumer;

/** Begins a watch: what has been since a version is told first, if it is still known. */
final class Beginnings {
  private final Kinds kinds;
  private final Database database;
  private final History history;
  private final Watches watches;

  Beginnings(Kinds kinds, Database database, History history, Watches watches) {
    this.kinds = kinds;
    this.database = database;
    this.history = history;
    this.watches = watches;
  }

  /** Before which version nobody can watch objects of this kind: it was not known then. */
  private long began(ResourceType type) {
    var definition =
        kinds.custom(type) == null
            ? null
            : database.get(
                BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS, new Key("", type.qualifiedName()));
    return definition == null ? 0 : Reads.parseVersion(Metadata.version(definition), false);
  }

  /** As {@link Store#watch}, but refuses what cannot be read. */
  Optional<Subscription> watch(
      ResourceType type, String namespace, Options options, Consumer<Change> sink) {
    var filter = Filter.of(type, kinds.custom(type) != null, namespace, options);
    var from = options.resourceVersion();
    boolean present = from.isEmpty() || from.equals("0");
    long version = present ? database.version() : Reads.parseVersion(from, false);
    if (!present && version < began(type)) {
      return Optional.empty();
    }
    if (!history.reaches(version) || version > database.version()) {
      return Optional.empty();
    }
    var watch =
        new Watch(type, filter, version, stored -> kinds.view(type, stored), sink, watches::remove);
    watches.open(watch, () -> replay(watch, type, filter, present ? -1 : version));
    return Optional.of(watch);
  }

  private void replay(Watch watch, ResourceType type, Filter filter, long version) {
    if (version >= 0) {
      history.after(version, type).forEach(watch);
      return;
    }
    for (var stored : database.copies(type)) {
      if (filter.matches(kinds.view(type, stored))) {
        watch.present(stored);
      }
    }
  }
}
