package dev.muster.simulations.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Lets a command end properly when the process is told to end, as by Ctrl-C: it is asked to stop,
 * says what it has to say, and its exit code holds.
 */
final class Interruption implements AutoCloseable {
  private static final long USUAL_SECONDS = 20;

  private final CountDownLatch over = new CountDownLatch(1);
  private final IntConsumer halt;
  private final long patienceSeconds;
  private final Thread hook;
  private volatile int code = ExitCode.FAILED;

  /**
   * From now on {@code stop} is called, on a thread of its own, when the process is to end; then
   * {@code halt} with the command's exit code.
   */
  Interruption(Runnable stop, IntConsumer halt) {
    this(stop, halt, USUAL_SECONDS);
  }

  /** The same for a command that takes so long to end at most. */
  Interruption(Runnable stop, IntConsumer halt, long patienceSeconds) {
    this.halt = halt;
    this.patienceSeconds = patienceSeconds;
    hook = new Thread(() -> await(stop), "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void await(Runnable stop) {
    stop.run();
    try {
      if (over.await(patienceSeconds, TimeUnit.SECONDS)) {
        halt.accept(code);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command is over, with this exit code. */
  void over(int exitCode) {
    code = exitCode;
    over.countDown();
  }

  @Override
  public void close() {
    try {
      var unused = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      over.countDown(); // the process is about to end, and the hook decides how
    }
  }
}
