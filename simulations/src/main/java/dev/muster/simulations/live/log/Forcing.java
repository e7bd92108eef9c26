package dev.muster.simulations.live.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Forces the open file to the disk on a thread of its own, once for all that was written while the
 * last forcing ran, and then tells those who waited for it, in their order. Says when nothing more
 * was written for a while.
 *
 * <p>A forcing that fails says nothing about what is on the disk, and a second one may succeed for
 * no good reason; so the first failure is the last word: whoever waits, or comes later, has lost.
 */
final class Forcing implements AutoCloseable {
  static final String CLOSED = "the data log is closed";

  private record Waiter(long position, Runnable kept, Consumer<String> lost) {}

  private final Object file = new Object(); // held while forcing or changing the file
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private final long quietMillis;
  private final Runnable whenQuiet;
  private final Thread thread;
  private Disk.Appender open;
  private long written;
  private long forced;
  private boolean moved; // since it was last said to be quiet
  private boolean telling;
  private boolean closed;
  private @Nullable String failure;

  private enum Next {
    FORCE,
    BE_QUIET,
    END
  }

  /** Calls {@code whenQuiet} on its thread, when nothing was written for that long. */
  Forcing(Disk.Appender first, String name, long quietMillis, Runnable whenQuiet) {
    this.open = first;
    this.quietMillis = quietMillis;
    this.whenQuiet = whenQuiet;
    this.thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
  }

  /** So many more bytes were written to the open file. */
  synchronized void wrote(long bytes) {
    written += bytes;
    if (!moved) {
      moved = true;
      notifyAll();
    }
  }

  /** How much of all that was written is safe. */
  synchronized long forced() {
    return forced;
  }

  synchronized @Nullable String failure() {
    return failure;
  }

  /** Nothing that comes from now on can be safe. */
  synchronized void fail(String why) {
    if (failure == null) {
      failure = why;
    }
    notifyAll();
  }

  /** See {@link dev.muster.simulations.live.store.Journal#settle}. */
  void settle(Runnable kept, Consumer<String> lost) {
    synchronized (this) {
      boolean behind = telling || !waiters.isEmpty();
      boolean safe = forced == written && failure == null;
      if (behind || !(safe || closed)) {
        waiters.add(new Waiter(written, kept, lost));
        notifyAll();
        return;
      }
      if (!safe) {
        lost.accept(failure == null ? CLOSED : failure);
        return;
      }
    }
    kept.run();
  }

  /**
   * Forces all that was written, on the caller's thread.
   *
   * @throws IOException if it is not safe and never will be
   */
  void catchUp() throws IOException {
    force();
    var broken = failure();
    if (broken != null) {
      throw new IOException(broken);
    }
  }

  /** From now on that file is the open one; returns the one before, which nobody forces again. */
  Disk.Appender goOnWith(Disk.Appender next) {
    synchronized (file) {
      var before = open;
      open = next;
      return before;
    }
  }

  private synchronized void reached(long position) {
    forced = Math.max(forced, position);
    notifyAll();
  }

  private void run() {
    while (true) {
      switch (next()) {
        case FORCE -> {
          force();
          tell();
        }
        case BE_QUIET -> whenQuiet.run();
        case END -> {
          return;
        }
      }
    }
  }

  /** Waits until there is something to do. It ends when it is closed and nobody waits. */
  private synchronized Next next() {
    long seen = -1;
    while (waiters.isEmpty() && !closed) {
      if (moved && seen == written) {
        moved = false;
        return Next.BE_QUIET;
      }
      seen = written;
      try {
        wait(moved ? quietMillis : 0);
      } catch (InterruptedException stopped) {
        closed = true;
      }
    }
    return waiters.isEmpty() ? Next.END : Next.FORCE;
  }

  private void force() {
    synchronized (file) {
      long position;
      synchronized (this) {
        position = written;
        if (forced == position || failure != null) {
          return;
        }
      }
      try {
        open.force();
        reached(position);
      } catch (IOException broken) {
        fail("the data log cannot be forced to the disk: " + broken.getMessage());
      }
    }
  }

  private void tell() {
    List<Waiter> done = new ArrayList<>();
    @Nullable String lost;
    synchronized (this) {
      lost = failure;
      while (!waiters.isEmpty() && (waiters.getFirst().position <= forced || lost != null)) {
        done.add(waiters.removeFirst());
      }
      telling = true;
    }
    long safe = forced();
    for (var waiter : done) {
      if (waiter.position <= safe) {
        waiter.kept.run();
      } else if (lost != null) {
        waiter.lost.accept(lost);
      }
    }
    synchronized (this) {
      telling = false;
    }
  }

  /** Forces what was written and tells everybody; then stops. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    synchronized (file) {
      force();
      open.close();
      var broken = failure();
      if (broken != null) {
        throw new IOException(broken);
      }
    }
  }
}
