package dev.muster.simulations.trace;

/**
 * A trace that cannot be read. The message is for who wrote it: {@code FILE:LINE: what}. Ends the
 * command with the code for bad input.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadInput(String file, int line, String what) {
    super(file + ":" + line + ": " + what);
  }

  BadInput(String file, String what) {
    super(file + ": " + what);
  }
}
