package dev.muster.simulations.engine;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/**
 * What is still to happen, in the order of (time, stage, sequence of scheduling): a total order, so
 * that a run is repeated exactly. The {@link Engine} takes from it; the world puts into it.
 */
public final class EventQueue {
  private record Event(long time, Stage stage, long sequence, Runnable happening) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::time)
              .thenComparing(Event::stage)
              .thenComparingLong(Event::sequence));
  private long sequence;

  /** Lets {@code happening} run at {@code time} (milliseconds). */
  public void schedule(long time, Stage stage, Runnable happening) {
    events.add(new Event(time, stage, sequence++, happening));
  }

  /** When the next event is due; empty if nothing is. */
  OptionalLong nextTime() {
    var next = events.peek();
    return next == null ? OptionalLong.empty() : OptionalLong.of(next.time);
  }

  /** Runs everything due at {@code time} or before, and returns how much that was. */
  int fire(long time) {
    int fired = 0;
    while (!events.isEmpty() && events.element().time <= time) {
      events.remove().happening.run();
      fired++;
    }
    return fired;
  }
}
