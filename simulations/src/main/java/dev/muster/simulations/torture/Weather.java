package dev.muster.simulations.torture;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * Which faults are on at a time, and a clock that stands still as long as any is and for a while
 * after: what must happen within a time must do so within that much of calm.
 */
final class Weather {
  /** A leader that was lost is succeeded within this, and its successor has begun to decide. */
  private static final long RECOVERY_MILLIS = 40_000;

  /** A fault for a time; its chances are its own. */
  private record Window(Event event, SplittableRandom random) {}

  private final LongSupplier now;
  private final List<Window> windows = new ArrayList<>();
  private final Map<Act, Long> struck = new EnumMap<>(Act.class);
  private long disturbedUntil;
  private long calm;
  private long countedUntil;

  Weather(LongSupplier now) {
    this.now = now;
  }

  /** It is on from now on, for as long as it says. */
  void begin(Event event) {
    windows.add(new Window(event, new SplittableRandom(event.salt())));
    disturb(event.lasts());
  }

  /** Something happened that is not over before {@code millis}. */
  void disturb(long millis) {
    calmMillis();
    disturbedUntil = Math.max(disturbedUntil, now.getAsLong() + millis + RECOVERY_MILLIS);
  }

  /** From now on nothing is on any more. */
  void clear() {
    calmMillis();
    windows.clear();
  }

  /** Milliseconds of calm since the beginning. */
  long calmMillis() {
    long from = Math.max(countedUntil, disturbedUntil);
    calm += Math.max(0, now.getAsLong() - from);
    countedUntil = now.getAsLong();
    return calm;
  }

  /** Whether nothing is on, and has not been for a while. */
  boolean isCalm() {
    return now.getAsLong() >= disturbedUntil;
  }

  /** Whether what a replica does now is struck by this. */
  boolean strikes(Act act, String replica) {
    for (var window : windows) {
      if (isOn(window, act, replica) && window.random.nextInt(100) < window.event.amount()) {
        count(act);
        return true;
      }
    }
    return false;
  }

  /** How long what a replica does now is held up by this. */
  long delay(Act act, String replica) {
    long delay = 0;
    for (var window : windows) {
      if (isOn(window, act, replica)) {
        delay += window.random.nextLong(window.event.amount() + 1);
      }
    }
    if (delay > 0) {
      count(act);
    }
    return delay;
  }

  /** Milliseconds until this is over for a replica; 0 if it is not on. */
  long lasts(Act act, String replica) {
    long until = 0;
    for (var window : windows) {
      if (isOn(window, act, replica)) {
        until = Math.max(until, window.event.end() - now.getAsLong());
      }
    }
    return until;
  }

  private boolean isOn(Window window, Act act, String replica) {
    var event = window.event;
    boolean meant = event.target().equals("all") || event.target().equals(replica);
    return event.act() == act && meant && now.getAsLong() < event.end();
  }

  /** It happened once more. */
  void count(Act act) {
    struck.merge(act, 1L, Long::sum);
  }

  /** How often each fault really happened. */
  Map<Act, Long> struck() {
    return new EnumMap<>(struck);
  }
}
