package dev.muster.simulations.bench;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.Listing;
import dev.muster.scheduler.kube.client.CallListener;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.scheduler.kube.client.Limits;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bench's connection to its cluster: calls are made on one loop, and the bench's own thread waits
 * for their answers. Limits nothing by itself. A stop, from whichever thread, ends every wait by
 * {@link Stopped}, but none after {@link #goOn}.
 */
final class Session implements AutoCloseable {
  /** The bench was told to end. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private enum Course {
    USUAL,
    STOPPED,
    CLEARING
  }

  /** What is given to one answer at most. */
  private static final Limits LIMITS = new Limits(256, 1_000_000, 1_000_000, 30_000);

  private static final long LOOK_MILLIS = 50;
  private static final long ANSWER_MILLIS = 60_000;
  private static final Set<Integer> BUSY = Set.of(429, 503);
  private static final long BUSY_MILLIS = 30_000;
  private static final long PAUSE_MILLIS = 300;

  private final ThreadLoop loop;
  private final Client client;
  private final LongSupplier nanoTime;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicReference<Course> course = new AtomicReference<>(Course.USUAL);

  /**
   * Connects nothing yet.
   *
   * @throws BenchProblem if the kubeconfig cannot be understood
   */
  Session(String kubeconfig, Clock clock, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.loop = new ThreadLoop("bench", clock, error -> failure.compareAndSet(null, error));
    try {
      client = new Connection.Kubeconfig(kubeconfig).client(loop, LIMITS, CallListener.NONE);
    } catch (IllegalArgumentException wrong) {
      loop.close();
      throw new BenchProblem(
          String.valueOf(wrong.getMessage()), "name a kubeconfig with --kubeconfig");
    }
  }

  /** To be used on the loop alone. */
  Api api() {
    return client;
  }

  /** The time, for measuring; of any thread. */
  long nanos() {
    return nanoTime.getAsLong();
  }

  void post(Runnable work) {
    loop.post(work);
  }

  void after(long millis, Runnable work) {
    loop.after(millis, work);
  }

  /** From any thread: whoever waits stops waiting, unless it is clearing away already. */
  void stop() {
    course.compareAndSet(Course.USUAL, Course.STOPPED);
  }

  boolean isStopped() {
    return course.get() == Course.STOPPED;
  }

  /** Whether it was stopped or not, it is used to clear away from now on, and no stop ends that. */
  void goOn() {
    course.set(Course.CLEARING);
  }

  /** Asks something on the loop. */
  <T> T ask(Supplier<T> question) {
    return await(future -> future.complete(question.get()));
  }

  /** Makes one call, whatever becomes of it. */
  Answer call(Consumer<Consumer<Answer>> call) {
    return await(future -> call.accept(future::complete));
  }

  /** Lists; a server that is busy, as it is for a moment with a new kind, is asked again. */
  Listing list(Api.Kind kind, String namespace, String selector) {
    long start = nanos();
    while (true) {
      var listing =
          this.<Listing>await(future -> api().list(kind, namespace, selector, future::complete));
      boolean busy =
          listing instanceof Listing.Failed failed
              && failed.why() instanceof Answer.Refused refused
              && BUSY.contains(refused.code());
      if (!busy || nanos() - start > BUSY_MILLIS * 1_000_000) {
        return listing;
      }
      boolean unused =
          this.<Boolean>await(future -> after(PAUSE_MILLIS, () -> future.complete(true)));
    }
  }

  /** Starts something on the loop and waits until it completes the future. */
  <T> T await(Consumer<CompletableFuture<T>> work) {
    return await(work, false);
  }

  /** The same for what heeds a stop by itself, and has to end before anything else may begin. */
  <T> T awaitEnd(Consumer<CompletableFuture<T>> work) {
    T result = await(work, true);
    check();
    return result;
  }

  private <T> T await(Consumer<CompletableFuture<T>> work, boolean toItsEnd) {
    var future = new CompletableFuture<T>();
    loop.post(() -> {
      try {
        work.accept(future);
      } catch (RuntimeException | Error defect) {
        future.completeExceptionally(defect);
      }
    });
    long start = nanos();
    while (true) {
      if (!toItsEnd) {
        check();
      }
      try {
        return future.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        if (!toItsEnd && nanos() - start > ANSWER_MILLIS * 1_000_000) {
          throw new BenchProblem(
              "no answer for " + ANSWER_MILLIS + " ms", "see whether the API server still runs");
        }
      } catch (ExecutionException failed) {
        throw failed.getCause() instanceof RuntimeException known
            ? known
            : new IllegalStateException("the bench broke down", failed);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new Stopped();
      }
    }
  }

  /** Waits until it holds, which is asked on the loop; whether it does before the time is over. */
  boolean until(BooleanSupplier holds, long limitMillis, Runnable meanwhile) {
    long start = nanos();
    while (!ask(holds::getAsBoolean)) {
      meanwhile.run();
      if (nanos() - start > limitMillis * 1_000_000) {
        return false;
      }
      boolean unused =
          this.<Boolean>await(future -> after(LOOK_MILLIS, () -> future.complete(true)));
    }
    return true;
  }

  /** Waits until it holds, though everything else was told to stop; it heeds the stop itself. */
  void patiently(BooleanSupplier holds) {
    boolean unused =
        this.<Boolean>await(
            future -> {
              lookAgain(holds, future);
            },
            true);
  }

  private void lookAgain(BooleanSupplier holds, CompletableFuture<Boolean> future) {
    if (holds.getAsBoolean()) {
      future.complete(true);
    } else {
      after(LOOK_MILLIS, () -> lookAgain(holds, future));
    }
  }

  private void check() {
    var defect = failure.get();
    if (defect != null) {
      throw new IllegalStateException("the bench broke down: " + defect, defect);
    }
    if (isStopped()) {
      throw new Stopped();
    }
  }

  @Override
  public void close() {
    client.close();
    loop.close();
  }
}
