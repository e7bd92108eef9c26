package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Loop;

/**
 * When the next cycle is: at once for what comes while all is quiet, and after a cycle not before
 * events had time to gather, the longer the longer the cycle took, and longer yet when one followed
 * the other for a while. Used by the shell alone.
 */
final class CycleTimer {
  private static final long GAP_MILLIS = 5;

  /** After a cycle that took long events gather for so many times as long, but not for ever. */
  private static final long SHARE = 4;

  private static final long LONGEST_GAP_MILLIS = 100;

  /** After so many cycles in a row much is under way, and each looks at all of it. */
  private static final int BUSY_CYCLES = 10;

  private static final long BUSY_SHARE = 19;
  private static final long LONGEST_BUSY_GAP_MILLIS = 250;

  /** A cycle that begins so long after it might have is the first in a row. */
  private static final long QUIET_MILLIS = 50;

  private static final long RETRY_MILLIS = 1_000;

  private final Loop loop;
  private final Runnable cycle;
  private long earliest;
  private long begun;
  private int row;
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
    row = begun - earliest > QUIET_MILLIS ? 1 : row + 1;
    earliest = begun + GAP_MILLIS;
  }

  /** It has ended. */
  void end() {
    long end = loop.monotonic();
    boolean busy = row > BUSY_CYCLES;
    long gap = (busy ? BUSY_SHARE : SHARE) * (end - begun);
    long longest = busy ? LONGEST_BUSY_GAP_MILLIS : LONGEST_GAP_MILLIS;
    earliest = end + Math.clamp(gap, GAP_MILLIS, longest);
  }

  /** It came to nothing: the next is in a while, and none before. */
  void failed() {
    due = true;
    loop.after(RETRY_MILLIS, cycle);
  }
}
