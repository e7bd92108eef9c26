package dev.muster.simulations.live.remote;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.kube.client.CallListener;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.scheduler.kube.client.Limits;
import dev.muster.simulations.live.operators.Operators;
import dev.muster.simulations.live.operators.Settings;
import dev.muster.simulations.live.operators.ToldOnce;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs controllers on the cluster of a kubeconfig, until it is told to stop. */
public final class RemoteRun {
  /** Controllers write in waves; a real one's limits would only stretch them. */
  private static final Limits LIMITS = new Limits(64, 2_000, 4_000, 30_000);

  private static final long PAUSE_MILLIS = 250;
  private static final int PAUSES = 120;

  /** How a run went: the problems because of which it did not begin, or what broke it. */
  public record Outcome(List<String> problems, @Nullable Throwable broken) {
    public Outcome {
      problems = List.copyOf(problems);
    }
  }

  private final RemoteOptions options;
  private final Clock clock;
  private final Consumer<String> say;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

  /** {@code say} hears lines for people, on any thread. */
  public RemoteRun(RemoteOptions options, Clock clock, Consumer<String> say) {
    this.options = options;
    this.clock = clock;
    this.say = say;
  }

  /** Ends the run, from any thread. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Runs until it is stopped or cannot go on.
   *
   * @throws IllegalArgumentException if the kubeconfig cannot be understood
   */
  public Outcome run() {
    try (var loop = new ThreadLoop("operators", clock, this::breakDown);
        var client =
            new Connection.Kubeconfig(options.kubeconfig())
                .client(loop, LIMITS, CallListener.NONE)) {
      var preflight = new Preflight(new Calls(client, loop), options, pause());
      var problems = preflight.problems();
      if (!problems.isEmpty() || stop.getCount() == 0) {
        return new Outcome(problems, null);
      }
      work(loop, client);
      return new Outcome(List.of(), broken.get());
    }
  }

  private java.util.function.BooleanSupplier pause() {
    var left = new AtomicInteger(PAUSES);
    return () -> left.decrementAndGet() >= 0 && !await(PAUSE_MILLIS);
  }

  private void work(ThreadLoop loop, Client client) {
    var operators = new AtomicReference<@Nullable Operators>();
    loop.post(() ->
        operators.set(
            Operators.start(
                client,
                loop,
                options.parts(),
                options.nodes(),
                Settings.DEFAULT.withSpeed(options.speed()),
                new ToldOnce(say))));
    say.accept("running; Ctrl-C ends it, and leaves everything as it is then");
    await(Long.MAX_VALUE);
    var stopped = new CountDownLatch(1);
    loop.post(() -> {
      var running = operators.get();
      if (running != null) {
        running.stop();
      }
      stopped.countDown();
    });
    try {
      if (!stopped.await(1, TimeUnit.SECONDS)) {
        say.accept("ended with work under way; whoever comes next takes it up");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells whether it is to end. */
  private boolean await(long millis) {
    try {
      return stop.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void breakDown(Throwable failure) {
    broken.compareAndSet(null, failure);
    stop();
  }
}
