package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Objects to look at again: each at most once in the queue, one task on the loop each. */
final class WorkQueue<K> {
  private final Loop loop;
  private final Consumer<K> reconcile;
  private final Set<K> waiting = new HashSet<>(); // asked for membership only

  WorkQueue(Loop loop, Consumer<K> reconcile) {
    this.loop = loop;
    this.reconcile = reconcile;
  }

  void add(K key) {
    if (waiting.add(key)) {
      loop.post(() -> {
        waiting.remove(key);
        reconcile.accept(key);
      });
    }
  }

  void addAfter(long millis, K key) {
    loop.after(millis, () -> add(key));
  }
}
