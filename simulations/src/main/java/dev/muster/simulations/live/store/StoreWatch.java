package dev.muster.simulations.live.store;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watch of a {@link StoreApi}: the present objects as one list, then the changes. A kind that
 * is not served yet is looked for again until it is, as a client over the wire does.
 */
final class StoreWatch implements Api.Subscription, Watcher {
  private static final long RETRY_MILLIS = 1000;
  private static final long BEAT_MILLIS = 10_000;

  private final Store store;
  private final Loop loop;
  private final Api.Kind kind;
  private final String labelSelector;
  private final Consumer<Api.WatchEvent> events;
  private @Nullable Subscription subscription;
  private long begun;
  private boolean closed;

  StoreWatch(
      Store store,
      Loop loop,
      Api.Kind kind,
      String labelSelector,
      Consumer<Api.WatchEvent> events) {
    this.store = store;
    this.loop = loop;
    this.kind = kind;
    this.labelSelector = labelSelector;
    this.events = events;
  }

  StoreWatch start() {
    if (!closed && !begin()) {
      loop.after(RETRY_MILLIS, this::start);
    }
    return this;
  }

  /** Returns whether the watch runs now. */
  private boolean begin() {
    var type = store.type(kind.group(), kind.version(), kind.plural());
    if (type.isEmpty()) {
      tell(new Api.WatchEvent.Broken(kind.plural() + " is not served"));
      return false;
    }
    var options = Options.NONE.withLabelSelector(labelSelector);
    try {
      tell(new Api.WatchEvent.Relisting());
      begun = store.version();
      subscription = store.watch(type.get(), "", options, this).orElseThrow();
    } catch (IllegalArgumentException unreadable) {
      tell(new Api.WatchEvent.Broken(String.valueOf(unreadable.getMessage())));
      return false;
    }
    var running = subscription;
    loop.after(BEAT_MILLIS, () -> beat(running));
    return true;
  }

  /** Says that the watch lives, as the bookmarks of a server do. */
  private void beat(Subscription running) {
    if (closed || running != subscription) {
      return;
    }
    if (!running.isBehind()) {
      events.accept(new Api.WatchEvent.Alive(Long.toString(store.version())));
    }
    loop.after(BEAT_MILLIS, () -> beat(running));
  }

  @Override
  public void caughtUp() {
    tell(new Api.WatchEvent.Listed(Long.toString(begun)));
  }

  @Override
  public void broken(Map<String, @Nullable Object> status) {
    tell(new Api.WatchEvent.Broken(Trees.text(status.get("message"))));
    loop.after(RETRY_MILLIS, this::start);
  }

  @Override
  public void changed(Change change) {
    Map<String, @Nullable Object> object = change.object();
    tell(
        switch (change.type()) {
          case ADDED, MODIFIED -> new Api.WatchEvent.Put(object);
          case DELETED -> new Api.WatchEvent.Gone(object);
        });
  }

  private void tell(Api.WatchEvent event) {
    loop.post(() -> {
      if (!closed) {
        events.accept(event);
      }
    });
  }

  @Override
  public void close() {
    closed = true;
    if (subscription != null) {
      subscription.close();
    }
  }
}
