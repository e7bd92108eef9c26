package dev.muster.simulations.live.http;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one watch's items in order from the loop to its connection, as fast as the client takes
 * them. It never holds more than it was told to: a client that does not keep up is cut off, and so
 * is one whose item cannot be written; nobody else notices.
 *
 * <p>{@link #offer} is called on the loop, everything else on the connection's event loop.
 */
final class WatchPipe {
  private static final Logger LOG = LoggerFactory.getLogger(WatchPipe.class);

  private final Executor connection;
  private final Function<WatchItem, Optional<Map<String, @Nullable Object>>> encoder;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ArrayDeque<WatchItem> queue = new ArrayDeque<>();
  private volatile boolean closed;
  private @Nullable Outlet outlet;
  private Runnable whenClosed = () -> {};

  /**
   * @param connection runs tasks in order on the connection's event loop
   * @param encoder the event that says an item; empty for none
   */
  WatchPipe(
      Executor connection, Function<WatchItem, Optional<Map<String, @Nullable Object>>> encoder) {
    this.connection = connection;
    this.encoder = encoder;
  }

  /** How many items have not been written yet. */
  int waiting() {
    return waiting.get();
  }

  /** Takes one more item; false if the pipe is closed or had {@code limit} items waiting. */
  boolean offer(WatchItem item, int limit) {
    if (closed) {
      return false;
    }
    boolean fits = waiting.incrementAndGet() <= limit;
    try {
      connection.execute(() -> {
        if (fits) {
          queue.add(item);
          drain();
        } else {
          LOG.warn("cutting off a watcher with {} events waiting", limit);
          abort();
        }
      });
    } catch (RejectedExecutionException stopped) {
      closed = true; // the server is closing; there is nobody to tell
      return false;
    }
    return fits;
  }

  /** The client's end is ready; {@code gone} is called once, when it is closed. */
  void open(Outlet end, Runnable gone) {
    outlet = end;
    whenClosed = gone;
    if (closed) {
      gone.run();
      end.abort();
      return;
    }
    end.listen(this::drain, this::close);
    drain();
  }

  private void close() {
    if (!closed) {
      closed = true;
      queue.clear();
      whenClosed.run();
    }
  }

  private void drain() {
    var end = outlet;
    if (end == null) {
      return;
    }
    try {
      while (!closed && !queue.isEmpty() && !end.full()) {
        waiting.decrementAndGet();
        write(end, queue.remove());
      }
    } catch (RuntimeException broken) {
      LOG.error("cutting off a watcher whose event cannot be written", broken);
      abort();
    }
  }

  private void write(Outlet end, WatchItem item) {
    encoder.apply(item).ifPresent(end::write);
    if (item instanceof WatchItem.End) {
      close();
      end.end();
    }
  }

  private void abort() {
    var end = outlet;
    close();
    if (end != null) {
      end.abort();
    }
  }
}
