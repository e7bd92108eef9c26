package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Objects to look at again: each at most once in the queue, one task on the loop each, and none
 * while writes that its last look led to are under way. After a failed write the next look waits,
 * ever longer while they fail.
 */
final class WorkQueue {
  private static final long FIRST_PAUSE = 50;
  private static final long LONGEST_PAUSE = 30_000;

  private static final class Item {
    private int writes;
    private boolean queued;
    private boolean due;
    private int failures;
    private boolean failed;
    private long notBefore;
    private long wakeAt = Long.MAX_VALUE;

    private boolean idle() {
      return writes == 0 && !queued && !due && failures == 0 && wakeAt == Long.MAX_VALUE;
    }
  }

  private final Loop loop;
  private final Consumer<Key> reconcile;
  private final SortedMap<Key, Item> items = new TreeMap<>();

  WorkQueue(Loop loop, Consumer<Key> reconcile) {
    this.loop = loop;
    this.reconcile = reconcile;
  }

  void add(Key key) {
    Item item = items.computeIfAbsent(key, any -> new Item());
    if (item.writes > 0) {
      item.due = true;
    } else if (!item.queued) {
      item.queued = true;
      loop.post(() -> look(key, item));
    }
  }

  private void look(Key key, Item item) {
    item.queued = false;
    if (item.failures > 0 && item.notBefore > loop.monotonic()) {
      addAfter(item.notBefore - loop.monotonic(), key);
      return;
    }
    reconcile.accept(key);
    if (item.writes == 0) {
      item.failures = 0;
    }
    if (item.idle()) {
      items.remove(key);
    }
  }

  /**
   * Looks at it after that time at the latest. A look that comes sooner, for whatever reason, must
   * ask for the next one itself.
   */
  void addAfter(long millis, Key key) {
    Item item = items.computeIfAbsent(key, any -> new Item());
    long at = loop.monotonic() + millis;
    if (at < item.wakeAt) {
      item.wakeAt = at;
      loop.after(
          millis,
          () -> {
            if (item.wakeAt == at) {
              item.wakeAt = Long.MAX_VALUE;
              add(key);
            }
          });
    }
  }

  /** A write for this key is sent. */
  void begin(Key key) {
    items.computeIfAbsent(key, any -> new Item()).writes++;
  }

  /** A write for this key is answered; {@code well}: as it should be. */
  void end(Key key, boolean well) {
    Item item = items.computeIfAbsent(key, any -> new Item());
    item.writes--;
    item.failed |= !well;
    if (item.writes > 0) {
      return;
    }
    if (item.failed) {
      item.notBefore =
          loop.monotonic() + Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(item.failures, 10));
      item.failures++;
    } else {
      item.failures = 0;
    }
    boolean again = item.due || item.failed;
    item.due = false;
    item.failed = false;
    if (again) {
      add(key);
    } else if (item.idle()) {
      items.remove(key);
    }
  }
}
