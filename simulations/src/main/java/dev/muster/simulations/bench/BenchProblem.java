package dev.muster.simulations.bench;

/** Why a bench cannot be, or go on, for its user to read. */
public final class BenchProblem extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final String fix;

  public BenchProblem(String message, String fix) {
    super(message);
    this.fix = fix;
  }

  /** What to do about it. */
  public String fix() {
    return fix;
  }
}
