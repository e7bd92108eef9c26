package dev.muster.simulations.live.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands every change to everybody who listens, in the order of versions. A write made by a listener
 * while it is being told of another one is told to all after that one, so nobody sees versions out
 * of order. A listener that throws does not keep the change from the others.
 */
final class Watches {
  private final List<Consumer<Change>> listeners = new ArrayList<>();
  private final List<Watch> watches = new ArrayList<>();
  private final ArrayDeque<Change> pending = new ArrayDeque<>();
  private boolean publishing;

  void listen(Consumer<Change> listener) {
    listeners.add(listener);
  }

  /** Runs {@code replay} and then adds the watch; what is written meanwhile is told after it. */
  void open(Watch watch, Runnable replay) {
    boolean outermost = !publishing;
    publishing = true;
    try {
      replay.run();
      watches.add(watch);
      if (outermost) {
        drain();
      }
    } finally {
      publishing = !outermost;
    }
  }

  void remove(Watch watch) {
    watches.remove(watch);
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
