package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.Store;

/**
 * Has the store collect what lost its owner or its namespace, soon after anything was deleted,
 * began to go, or was created for an owner that may be gone by then.
 */
final class GarbageCollector {
  /** One look over everything serves all deletions of such a time. */
  private static final long PAUSE_MILLIS = 20;

  /** What was refused, as by a full disk, is tried again after such a time. */
  private static final long PATIENCE_MILLIS = 1_000;

  private final Store store;
  private final Loop loop;
  private boolean posted;
  private boolean waiting;

  GarbageCollector(Store store, Loop loop) {
    this.store = store;
    this.loop = loop;
    collectSoon();
  }

  /** Takes notice of one write, of any kind. */
  void onChange(Change change) {
    boolean due =
        switch (change.type()) {
          case DELETED -> true;
          case MODIFIED -> Trees.leaving(change.object());
          case ADDED ->
              change.resource().plural().equals("events") // older ones may have had their time
                  || !Trees.maps(change.object(), "metadata", "ownerReferences").isEmpty();
        };
    if (due) {
      collectSoon();
    }
  }

  private void collectSoon() {
    if (!posted) {
      posted = true;
      loop.after(PAUSE_MILLIS, this::collect);
    }
  }

  private void collect() {
    posted = false;
    if (store.collectGarbage()) {
      collectSoon();
    } else if (store.owesGarbage() && !waiting) {
      waiting = true;
      loop.after(
          PATIENCE_MILLIS,
          () -> {
            waiting = false;
            collectSoon();
          });
    }
  }
}
