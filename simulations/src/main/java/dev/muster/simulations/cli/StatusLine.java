package dev.muster.simulations.cli;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * One line on the screen that says what a command is at; nothing where there is no screen. Safe
 * from any thread.
 */
final class StatusLine implements Consumer<String>, AutoCloseable {
  private final Terminal terminal;
  private String shown = "";

  StatusLine(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void accept(String words) {
    if (terminal.live() && !Objects.equals(words, shown)) {
      shown = words;
      terminal.err().print("\r\u001b[K" + words);
      terminal.err().flush();
    }
  }

  /** Says something that stays, screen or not, above the line. */
  synchronized void say(String words) {
    close();
    terminal.err().println(words);
    terminal.err().flush();
  }

  /** Wipes the line. */
  @Override
  public synchronized void close() {
    if (terminal.live() && !shown.isEmpty()) {
      shown = "";
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}
