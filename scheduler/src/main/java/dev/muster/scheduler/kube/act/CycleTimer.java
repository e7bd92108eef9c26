package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Loop;

/**
 * When the next cycle is: at once for what comes while all is quiet, and after a cycle not before
 * events had time to gather, the longer the longer the cycle took. Used by the shell alone.
 */
final class CycleTimer {
  private static final long GAP_MILLIS = 5;

  /** After a cycle that took long events gather for so many times as long, but not for ever. */
  private static final long SHARE = 19;

  private static final long LONGEST_GAP_MILLIS = 250;
  private static final long RETRY_MILLIS = 1_000;

  private final Loop loop;
  private final Runnable cycle;
  private long earliest;
  private long begun;
  private boolean due;
  private boolean dueLater;

  CycleTimer(Loop loop, Runnable cycle) {
    this.loop = loop;
    this.cycle = cycle;
    this.earliest = loop.monotonic();
  }

  /** A cycle is wanted as soon as may be. */
  void request() {
    if (!due) {
      due = true;
      loop.after(Math.max(0, earliest - loop.monotonic()), cycle);
    }
  }

  /** A cycle is wanted in a while, whatever else happens; {@code request} asks for it then. */
  void requestLater(Runnable request) {
    if (!dueLater) {
      dueLater = true;
      loop.after(
          RETRY_MILLIS,
          () -> {
            dueLater = false;
            request.run();
          });
    }
  }

  /** A cycle begins. */
  void begin() {
    due = false;
    begun = loop.monotonic();
    earliest = begun + GAP_MILLIS;
  }

  /** It has ended. */
  void end() {
    long end = loop.monotonic();
    earliest = end + Math.clamp(SHARE * (end - begun), GAP_MILLIS, LONGEST_GAP_MILLIS);
  }

  /** It came to nothing: the next is in a while, and none before. */
  void failed() {
    due = true;
    loop.after(RETRY_MILLIS, cycle);
  }
}
