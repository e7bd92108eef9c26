package dev.muster.simulations.cli;

import java.util.function.IntConsumer;

/** One line on the screen that says how far a replay has come; nothing where there is no screen. */
final class Progress implements IntConsumer {
  private static final int STEPS = 100;

  private final Terminal terminal;
  private final int total;
  private int shown = -1;

  Progress(Terminal terminal, int total) {
    this.terminal = terminal;
    this.total = total;
  }

  @Override
  public void accept(int finished) {
    int percent = total == 0 ? STEPS : (int) ((long) finished * STEPS / total);
    if (terminal.live() && percent > shown) {
      shown = percent;
      terminal.err().print("\r" + finished + " of " + total + " jobs finished");
      terminal.err().flush();
    }
  }

  /** Wipes the line. */
  void close() {
    if (terminal.live()) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}
