package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.ConversionReview.Question;
import dev.muster.simulations.live.store.ConversionReview.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch: lets through the changes of its kind, namespace and selectors, each once. An object
 * that comes to match is ADDED, one that matches no more is DELETED, whatever the write was. What
 * must be converted first keeps all that comes after it waiting.
 */
final class Watch implements Consumer<Change>, Subscription {
  private final ResourceType type;
  private final Filter filter;
  private final Kinds kinds;
  private final Watcher watcher;
  private final Consumer<Watch> onClose;
  private final ArrayDeque<Change> owed = new ArrayDeque<>();
  private long seen;
  private boolean holding;
  private boolean asking;
  private boolean caughtUp;
  private boolean closed;

  /**
   * @param seen changes up to this version are passed over
   */
  Watch(
      ResourceType type,
      Filter filter,
      long seen,
      Kinds kinds,
      Watcher watcher,
      Consumer<Watch> onClose) {
    this.type = type;
    this.filter = filter;
    this.seen = seen;
    this.kinds = kinds;
    this.watcher = watcher;
    this.onClose = onClose;
  }

  @Override
  public void accept(Change change) {
    if (closed || change.version() <= seen) {
      return;
    }
    seen = change.version();
    if (!change.resource().qualifiedName().equals(type.qualifiedName())) {
      return;
    }
    take(change);
  }

  /** What a watcher loses from sight is told as it was when it still could be seen. */
  private static Map<String, @Nullable Object> lastSeen(
      Map<String, @Nullable Object> before, long version) {
    return Trees.put(before, Long.toString(version), "metadata", "resourceVersion");
  }

  /** Tells of an object that was there before the watch began. */
  void present(Map<String, @Nullable Object> stored) {
    long version = Long.parseLong(Trees.textAt(stored, "metadata", "resourceVersion"));
    take(new Change(version, ChangeType.ADDED, type, null, stored, ""));
  }

  /** Tells what {@code replay} brings, and then that this was all. */
  void begin(Runnable replay) {
    holding = true;
    replay.run();
    holding = false;
    if (owed.isEmpty()) {
      catchUp();
    } else {
      ask();
    }
  }

  private void catchUp() {
    if (!caughtUp && !closed) {
      caughtUp = true;
      watcher.caughtUp();
    }
  }

  private void take(Change change) {
    if (!asking && owed.isEmpty() && ready(change)) {
      tell(change, Collections.emptyMap());
    } else {
      owed.add(change);
      ask();
    }
  }

  private boolean ready(Change change) {
    var before = change.before();
    return kinds.ready(type, change.object()) && (before == null || kinds.ready(type, before));
  }

  /** Has all that is owed converted, tells it, and begins again with what came meanwhile. */
  private void ask() {
    if (holding || asking || closed) {
      return;
    }
    asking = true;
    var batch = List.copyOf(owed);
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    for (var change : batch) {
      var before = change.before();
      if (before != null) {
        objects.add(before);
      }
      objects.add(change.object());
    }
    kinds.resolve(type, objects, results -> tellAll(batch, results));
  }

  private void tellAll(List<Change> batch, Map<Question, Result> results) {
    try {
      Everyone.tell(
          batch,
          change -> {
            try {
              tellOrBreak(change, results);
            } finally {
              var unused = owed.pollFirst();
            }
          });
    } finally {
      catchUp();
      asking = false;
      if (!owed.isEmpty()) {
        ask();
      }
    }
  }

  private void tellOrBreak(Change change, Map<Question, Result> results) {
    try {
      tell(change, results);
    } catch (Refusal refusal) {
      close();
      watcher.broken(refusal.status());
    }
  }

  private void tell(Change change, Map<Question, Result> results) {
    if (closed) {
      return;
    }
    var previous = change.before();
    var before = previous == null ? null : kinds.view(type, previous, results);
    var after = kinds.view(type, change.object(), results);
    boolean was = before != null && filter.matches(before);
    boolean is = change.type() != ChangeType.DELETED && filter.matches(after);
    if (was || is) {
      var kind = !was ? ChangeType.ADDED : is ? ChangeType.MODIFIED : ChangeType.DELETED;
      boolean there = is || change.type() == ChangeType.DELETED;
      var told = there || before == null ? after : lastSeen(before, change.version());
      watcher.changed(new Change(change.version(), kind, type, before, told, change.user()));
    }
  }

  @Override
  public boolean isBehind() {
    return !owed.isEmpty();
  }

  @Override
  public void close() {
    closed = true;
    owed.clear();
    onClose.accept(this);
  }
}
