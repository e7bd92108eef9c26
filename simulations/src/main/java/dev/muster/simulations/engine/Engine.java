package dev.muster.simulations.engine;

import dev.muster.scheduler.cycle.SchedulingCycle;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Runs a simulated world from its first event to its last: at each instant everything that is due
 * happens, then one scheduling cycle runs, then the observer looks.
 *
 * <p>An instant is a time with an event, or the {@code wakeAt} of the last plan; idle time is never
 * stepped through. Time is in milliseconds and only moves forward.
 */
public final class Engine {
  /**
   * How often in a row a plan may ask to be woken though nothing else happens. A planner that asks
   * for ever would keep the clock running for ever; what waits then is left unfinished.
   */
  static final int MAX_IDLE_WAKES = 10_000;

  private final EventQueue events;
  private final SchedulingCycle cycle;
  private final LongConsumer afterInstant;

  /**
   * @param afterInstant is called with the time of each instant, after its cycle
   */
  public Engine(EventQueue events, SchedulingCycle cycle, LongConsumer afterInstant) {
    this.events = events;
    this.cycle = cycle;
    this.afterInstant = afterInstant;
  }

  /** Runs until nothing is due any more, and returns the number of instants. */
  public long run() {
    long instants = 0;
    int idleWakes = 0;
    var wakeAt = OptionalLong.empty();
    while (idleWakes < MAX_IDLE_WAKES) {
      var next = earlier(events.nextTime(), wakeAt);
      if (next.isEmpty()) {
        break;
      }
      long now = next.getAsLong();
      idleWakes = events.fire(now) == 0 ? idleWakes + 1 : 0;
      wakeAt = cycle.run(now).wakeAt();
      if (wakeAt.isPresent() && wakeAt.getAsLong() <= now) {
        throw new IllegalStateException("plan of " + now + " asks to be woken at " + wakeAt);
      }
      instants++;
      afterInstant.accept(now);
    }
    return instants;
  }

  private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
    if (one.isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return one;
    }
    return OptionalLong.of(Math.min(one.getAsLong(), other.getAsLong()));
  }
}
