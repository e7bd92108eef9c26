package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Loop;

/**
 * Rings at a time of the clock, however that clock is set meanwhile, with one timer pending for the
 * time asked for: whoever sets it a thousand times to next week leaves one timer behind.
 */
final class Alarm {
  private static final long UNSET = Long.MAX_VALUE;

  /** A clock that is set forward is noticed after this at the latest. */
  private static final long LONGEST_MILLIS = 60_000;

  private final Loop loop;
  private final Runnable ring;
  private long at = UNSET;
  private long pendingUntil = UNSET;

  Alarm(Loop loop, Runnable ring) {
    this.loop = loop;
    this.ring = ring;
  }

  /** Rings when it is {@code time}, in place of what was set before; never, at the greatest. */
  void set(long time) {
    at = time;
    arm();
  }

  boolean isDue() {
    return loop.now() >= at;
  }

  private void arm() {
    if (at == UNSET) {
      return;
    }
    long left = Math.min(Math.max(0, at - loop.now()), LONGEST_MILLIS);
    long until = loop.monotonic() + left;
    if (until < pendingUntil) {
      pendingUntil = until;
      loop.after(left, () -> passed(until));
    }
  }

  private void passed(long until) {
    if (pendingUntil != until) {
      return; // an earlier one came in between, and has seen to what follows
    }
    pendingUntil = UNSET;
    if (isDue()) {
      ring.run();
    } else {
      arm();
    }
  }
}
