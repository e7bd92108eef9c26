package dev.muster.scheduler;

import dev.muster.scheduler.kube.Loop;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A {@link Loop} on a real thread and a real clock. A task that throws ends nothing: the failure
 * goes to {@code onFailure}, the next task runs. Tasks posted after {@link #close} are dropped.
 */
public final class ThreadLoop implements Loop, AutoCloseable {
  private final Clock clock;
  private final ScheduledExecutorService executor;
  private final Consumer<Throwable> onFailure;

  public ThreadLoop(String name, Clock clock, Consumer<Throwable> onFailure) {
    this.clock = clock;
    this.onFailure = onFailure;
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name).daemon(true).factory());
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
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      onFailure.accept(failure);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
