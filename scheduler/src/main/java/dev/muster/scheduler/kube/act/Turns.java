package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Loop;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Lets writes go that can wait: first statuses, and reasons that changed. At most one a second for
 * each gang, and few at a time, so that admissions and whatever else moves gangs on never queue up
 * behind them.
 */
final class Turns {
  private static final long GAP_MILLIS = 1_000;
  private static final int AT_A_TIME = 8;
  private final Loop loop;
  private final Map<String, Turn> byUid = new HashMap<>();
  private final Map<String, Turn> ready = new LinkedHashMap<>();
  private final Map<String, Long> lastAt = new HashMap<>();
  private int underWay;

  /** One gang's write, and when it may go. */
  private static final class Turn {
    private final BooleanSupplier write;
    private long dueAt;

    Turn(BooleanSupplier write, long dueAt) {
      this.write = write;
      this.dueAt = dueAt;
    }
  }

  Turns(Loop loop) {
    this.loop = loop;
  }

  /**
   * Runs {@code write} when it is this gang's turn, unless another of its writes replaces it.
   *
   * @param write tells whether it wrote anything: if so, {@link #done} follows
   */
  void await(String uid, BooleanSupplier write) {
    long now = loop.monotonic();
    long last = lastAt.getOrDefault(uid, now - GAP_MILLIS);
    var turn = new Turn(write, Math.max(now, last + GAP_MILLIS));
    byUid.put(uid, turn);
    ready.remove(uid);
    whenDue(uid, turn);
  }

  /** What this gang waits to write need not be written for so long: something better may come. */
  void defer(String uid, long delayMillis) {
    var turn = byUid.get(uid);
    if (turn == null) {
      return;
    }
    turn.dueAt = Math.max(turn.dueAt, loop.monotonic() + delayMillis);
    if (ready.remove(uid) != null) {
      whenDue(uid, turn);
    }
  }

  private void whenDue(String uid, Turn turn) {
    long wait = turn.dueAt - loop.monotonic();
    if (wait > 0) {
      loop.after(
          wait,
          () -> {
            if (byUid.get(uid) == turn) {
              whenDue(uid, turn);
            }
          });
    } else {
      ready.put(uid, turn);
      drain();
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
    while (underWay < AT_A_TIME && !ready.isEmpty()) {
      var first = ready.entrySet().iterator().next();
      ready.remove(first.getKey());
      byUid.remove(first.getKey(), first.getValue());
      if (first.getValue().write.getAsBoolean()) {
        underWay++;
      }
    }
  }
}
