package dev.muster.simulations.live.http;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.Subscription;
import dev.muster.simulations.live.store.Watcher;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop's side of one watch: changes, bookmarks and the end when its time is up, all into one
 * {@link WatchPipe}. Confined to the loop.
 */
final class WatchFeed implements Watcher {
  private static final long BOOKMARK_MILLIS = 10_000;

  /**
   * What the client wants.
   *
   * @param millis how long the watch lasts
   * @param patience how many events the client may be behind, besides what it missed before
   */
  record Terms(long millis, boolean bookmarks, int patience) {}

  private final Loop loop;
  private final LongSupplier version;
  private final Terms terms;
  private final WatchPipe pipe;
  private @Nullable Subscription subscription;
  private long deadline;
  private int limit = Integer.MAX_VALUE;
  private boolean ended;

  /**
   * @param version the store's current version
   */
  WatchFeed(Loop loop, LongSupplier version, Terms terms, WatchPipe pipe) {
    this.loop = loop;
    this.version = version;
    this.terms = terms;
    this.pipe = pipe;
  }

  @Override
  public void changed(Change change) {
    push(new WatchItem.Event(change.type().name(), change.object()));
  }

  /** The store replayed what the client had missed; from here on it must keep up. */
  @Override
  public void caughtUp() {
    limit = terms.patience() + pipe.waiting();
  }

  @Override
  public void broken(Map<String, @Nullable Object> status) {
    fail(status);
  }

  /** The watch has begun. */
  void follow(Subscription running) {
    subscription = running;
    deadline = loop.monotonic() + terms.millis();
    if (ended) {
      running.close();
    } else {
      scheduleTick();
    }
  }

  /** The watch cannot begin. */
  void fail(Map<String, @Nullable Object> status) {
    push(new WatchItem.Failed(status));
    push(new WatchItem.End());
    ended = true;
  }

  /** Ends it from the client's side. */
  void stop() {
    ended = true;
    if (subscription != null) {
      subscription.close();
      subscription = null;
    }
  }

  private void push(WatchItem item) {
    if (!ended && !pipe.offer(item, limit)) {
      ended = true;
      loop.post(this::stop); // not here: the store is in the middle of telling its watchers
    }
  }

  private void scheduleTick() {
    loop.after(Math.clamp(deadline - loop.monotonic(), 0, BOOKMARK_MILLIS), this::tick);
  }

  private void tick() {
    if (ended) {
      return;
    }
    if (terms.bookmarks() && subscription != null && !subscription.isBehind()) {
      push(new WatchItem.Bookmark(version.getAsLong()));
    }
    if (loop.monotonic() >= deadline) {
      push(new WatchItem.End());
      stop();
    } else {
      scheduleTick();
    }
  }
}
