package dev.muster.simulations.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * What a command knows of where it runs; the main class alone finds it out.
 *
 * @param out the result and nothing else
 * @param err progress, warnings and errors
 * @param clock what time it is for people
 */
public record Terminal(
    PrintWriter out, PrintWriter err, Screens screens, Clock clock, Process process) {

  /**
   * What a command may know of its process.
   *
   * @param nanoTime for measuring how long something takes
   * @param millisSinceStart since the process began
   * @param halt ends it at once with an exit code, even while it is ending already
   */
  public record Process(LongSupplier nanoTime, LongSupplier millisSinceStart, IntConsumer halt) {}

  /**
   * Who looks.
   *
   * @param out whether standard output is a screen, so that it may be painted over
   * @param err the same of standard error
   * @param colour whether people see the output and have not declined colour
   */
  public record Screens(boolean out, boolean err, boolean colour, Size size) {}

  /** How large the screen is, in characters. */
  public record Size(int rows, int columns) {
    /** What every screen has. */
    public static final Size USUAL = new Size(24, 80);

    /** Reads what {@code stty size} prints; the usual one if that says nothing. */
    public static Size parse(String text) {
      if (!text.matches("[1-9]\\d{0,3} [1-9]\\d{0,3}")) {
        return USUAL;
      }
      int gap = text.indexOf(' ');
      return new Size(
          Integer.parseInt(text.substring(0, gap)), Integer.parseInt(text.substring(gap + 1)));
    }
  }

  /** Whether to colour the output. */
  public boolean colour() {
    return screens.colour();
  }

  /** Whether {@code err} is a screen, so that a line may be overwritten. */
  public boolean live() {
    return screens.err();
  }

  /** Tells what is wrong, in one line. */
  public void error(String message) {
    err.println("error: " + message);
    err.flush();
  }
}
