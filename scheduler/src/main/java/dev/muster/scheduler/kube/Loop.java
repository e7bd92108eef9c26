package dev.muster.scheduler.kube;

/**
 * The one thread that owns the state of a shell, and its time. Whatever happens elsewhere is posted
 * here; whatever is due later is posted here by itself. Virtual in tests and in fault simulation.
 */
public interface Loop {
  /** Epoch milliseconds, for what people read and for what is stored. May jump. */
  long now();

  /** Milliseconds that never go back, for periods and deadlines. */
  long monotonic();

  /** Runs {@code task} on the loop's thread, after everything posted before it. Never blocks. */
  void post(Runnable task);

  /** Posts {@code task} when {@code millis} have passed. */
  void after(long millis, Runnable task);
}
