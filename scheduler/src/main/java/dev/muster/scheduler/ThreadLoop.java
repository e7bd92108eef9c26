package dev.muster.scheduler;

import dev.muster.scheduler.kube.Loop;
import java.time.Clock;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A {@link Loop} on a real thread and a real clock. A task that throws ends nothing: the failure
 * goes to {@code onFailure}, the next task runs. What has not begun by {@link #close} is dropped.
 */
public final class ThreadLoop implements Loop, AutoCloseable {
  private static final long PATIENCE_MILLIS = 5_000;

  private final String name;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> onFailure;
  private final long patienceMillis;
  private volatile boolean closed;

  public ThreadLoop(String name, Clock clock, Consumer<Throwable> onFailure) {
    this(name, clock, onFailure, PATIENCE_MILLIS);
  }

  /** Waits at most so long for the last task when it is closed. */
  ThreadLoop(String name, Clock clock, Consumer<Throwable> onFailure, long patienceMillis) {
    this.name = name;
    this.patienceMillis = patienceMillis;
    this.clock = clock;
    this.onFailure = onFailure;
    this.executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name(name).daemon(true).factory());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long now() {
    return clock.millis();
  }

  @Override
  public long monotonic() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public void post(Runnable task) {
    after(0, task);
  }

  @Override
  public void after(long millis, Runnable task) {
    try {
      var unused = executor.schedule(() -> guard(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      return; // the loop ended; whoever closed it wants no more work done
    }
  }

  private void guard(Runnable task) {
    if (closed) {
      return; // it was due, and waited behind the last one
    }
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      onFailure.accept(failure);
    }
  }

  /**
   * Returns when the task under way has ended. It is not interrupted: an interrupt closes the file
   * that a task is writing to. Not to be called by a task.
   *
   * @throws IllegalStateException if that task does not end in time
   */
  @Override
  public void close() {
    closed = true;
    executor.shutdown();
    try {
      if (!executor.awaitTermination(patienceMillis, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the loop '%s' is still at its last task after %d ms".formatted(name, patienceMillis));
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
