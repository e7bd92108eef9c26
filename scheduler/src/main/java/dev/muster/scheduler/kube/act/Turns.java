package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Loop;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Lets writes go that can wait: reasons that changed. At most one a second for each gang, and few
 * at a time, so that admissions and whatever else moves gangs on never queue up behind them.
 */
final class Turns {
  private static final long GAP_MILLIS = 1_000;
  private static final int AT_A_TIME = 16;
  private final Loop loop;
  private final Map<String, BooleanSupplier> waiting = new LinkedHashMap<>();
  private final Map<String, Long> lastAt = new HashMap<>();
  private int underWay;

  Turns(Loop loop) {
    this.loop = loop;
  }

  /**
   * Runs {@code write} when it is this gang's turn, unless another of its writes replaces it.
   *
   * @param write tells whether it wrote anything: if so, {@link #done} follows
   */
  void await(String uid, BooleanSupplier write) {
    long sinceLast = loop.monotonic() - lastAt.getOrDefault(uid, loop.monotonic() - GAP_MILLIS);
    if (sinceLast >= GAP_MILLIS) {
      waiting.put(uid, write);
      drain();
    } else {
      loop.after(
          GAP_MILLIS - sinceLast,
          () -> {
            waiting.put(uid, write);
            drain();
          });
    }
  }

  /** The write of this gang has its answer. */
  void done(String uid) {
    lastAt.put(uid, loop.monotonic());
    underWay--;
    drain();
  }

  /** Forgets gangs that wrote nothing for a while. */
  void prune() {
    lastAt.values().removeIf(at -> loop.monotonic() - at > GAP_MILLIS);
  }

  private void drain() {
    while (underWay < AT_A_TIME && !waiting.isEmpty()) {
      var first = waiting.entrySet().iterator().next();
      waiting.remove(first.getKey());
      if (first.getValue().getAsBoolean()) {
        underWay++;
      }
    }
  }
}
