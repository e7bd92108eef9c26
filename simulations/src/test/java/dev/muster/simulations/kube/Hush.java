package dev.muster.simulations.kube;

/** A door that can be shut: whoever comes while it is waits. */
final class Hush {
  private boolean on;

  synchronized void begin() {
    on = true;
  }

  synchronized void end() {
    on = false;
    notifyAll();
  }

  /** Returns when it is not on. */
  synchronized void await() {
    while (on) {
      try {
        wait();
      } catch (InterruptedException stopped) {
        on = false;
        Thread.currentThread().interrupt();
      }
    }
  }
}
