package dev.muster.simulations.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** What came of a command line, typed where there is no screen. */
record Typed(int exit, String out, String err) {
  static Typed run(String... arguments) {
    return run(false, arguments);
  }

  /** Typed by somebody who looks on. */
  static Typed runOnScreen(String... arguments) {
    return run(true, arguments);
  }

  private static Typed run(boolean screen, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var terminal =
        new Terminal(
            new PrintWriter(out),
            new PrintWriter(err),
            new Terminal.Screens(screen, screen, screen, Terminal.Size.USUAL),
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            new Terminal.Process(() -> 0L, () -> 1234L, code -> {}));
    int exit = MusterCommand.run(terminal, arguments);
    return new Typed(exit, out.toString(), err.toString());
  }
}
