package dev.muster.simulations.live.store;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One watch: lets through the changes of its kind, namespace and selectors, each once. An object
 * that comes to match is ADDED, one that matches no more is DELETED, whatever the write was.
 */
final class Watch implements Consumer<Change>, Subscription {
  private final ResourceType type;
  private final Filter filter;
  private final UnaryOperator<Map<String, @Nullable Object>> view;
  private final Consumer<Change> sink;
  private final Consumer<Watch> onClose;
  private long seen;
  private boolean closed;

  /**
   * @param seen changes up to this version are passed over
   * @param view turns stored objects into the version of {@code type}
   */
  Watch(
      ResourceType type,
      Filter filter,
      long seen,
      UnaryOperator<Map<String, @Nullable Object>> view,
      Consumer<Change> sink,
      Consumer<Watch> onClose) {
    this.type = type;
    this.filter = filter;
    this.seen = seen;
    this.view = view;
    this.sink = sink;
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
    var previous = change.before();
    var before = previous == null ? null : view.apply(previous);
    var after = view.apply(change.object());
    boolean was = before != null && filter.matches(before);
    boolean is = change.type() != ChangeType.DELETED && filter.matches(after);
    if (was || is) {
      var kind = !was ? ChangeType.ADDED : is ? ChangeType.MODIFIED : ChangeType.DELETED;
      boolean there = is || change.type() == ChangeType.DELETED;
      var told = there || before == null ? after : lastSeen(before, change.version());
      sink.accept(new Change(change.version(), kind, type, before, told, change.user()));
    }
  }

  /** What a watcher loses from sight is told as it was when it still could be seen. */
  private static Map<String, @Nullable Object> lastSeen(
      Map<String, @Nullable Object> before, long version) {
    return Trees.put(before, Long.toString(version), "metadata", "resourceVersion");
  }

  /** Tells of an object that was there before the watch began. */
  void present(Map<String, @Nullable Object> stored) {
    if (!closed) {
      var object = view.apply(stored);
      long version = Long.parseLong(Trees.textAt(object, "metadata", "resourceVersion"));
      sink.accept(new Change(version, ChangeType.ADDED, type, null, object, ""));
    }
  }

  @Override
  public void close() {
    closed = true;
    onClose.accept(this);
  }
}
