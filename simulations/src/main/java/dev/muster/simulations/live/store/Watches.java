package dev.muster.simulations.live.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands every change to everybody who listens, in the order of versions. A write made by a listener
 * while it is being told of another one is told to all after that one, so nobody sees versions out
 * of order. A listener that throws does not keep the change from the others.
 */
final class Watches {
  private final Kinds kinds;
  private final Database database;
  private final History history;
  private final List<Consumer<Change>> listeners = new ArrayList<>();
  private final List<Watch> watches = new ArrayList<>();
  private final ArrayDeque<Change> pending = new ArrayDeque<>();
  private boolean publishing;

  Watches(Kinds kinds, Database database, History history) {
    this.kinds = kinds;
    this.database = database;
    this.history = history;
  }

  void listen(Consumer<Change> listener) {
    listeners.add(listener);
  }

  /** Begins a watch after that version; empty if what came since is not known any more. */
  Optional<Subscription> begin(ResourceType type, Filter filter, String from, Watcher watcher) {
    boolean present = from.isEmpty() || from.equals("0");
    long version = present ? database.version() : Reads.parseVersion(from, false);
    if (!present && version < began(type)) {
      return Optional.empty();
    }
    if (!history.reaches(version) || version > database.version()) {
      return Optional.empty();
    }
    var watch = new Watch(type, filter, version, kinds, watcher, watches::remove);
    open(watch, () -> replay(watch, type, present ? -1 : version));
    return Optional.of(watch);
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

  private void replay(Watch watch, ResourceType type, long version) {
    if (version >= 0) {
      history.after(version, type).forEach(watch);
    } else {
      database.copies(type).forEach(watch::present);
    }
  }

  /** Runs {@code replay} and then adds the watch; what is written meanwhile is told after it. */
  private void open(Watch watch, Runnable replay) {
    boolean outermost = !publishing;
    publishing = true;
    try {
      watch.begin(replay);
      watches.add(watch);
      if (outermost) {
        drain();
      }
    } finally {
      publishing = !outermost;
    }
  }

  void publish(Change change) {
    pending.addLast(change);
    if (publishing) {
      return;
    }
    publishing = true;
    try {
      drain();
    } finally {
      publishing = false;
    }
  }

  private void drain() {
    @Nullable RuntimeException first = null;
    while (!pending.isEmpty()) {
      var change = pending.removeFirst();
      for (var receiver : receivers()) {
        try {
          receiver.accept(change);
        } catch (RuntimeException failure) {
          first = first == null ? failure : first;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private List<Consumer<Change>> receivers() {
    var result = new ArrayList<Consumer<Change>>(listeners);
    result.addAll(watches);
    return result;
  }
}
