package dev.muster.simulations.cli;

/** What a command's exit tells its caller. */
public final class ExitCode {
  public static final int DONE = 0;

  /** It ran, and what it found is bad: an invariant was violated. */
  public static final int FAILED = 1;

  /** It did not run: wrong usage or unreadable input. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
