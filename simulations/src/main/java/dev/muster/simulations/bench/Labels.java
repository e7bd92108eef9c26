package dev.muster.simulations.bench;

/** By what a bench knows its own. */
final class Labels {
  /** On everything that a bench makes, nodes and pods too: its name. */
  static final String BENCH = "bench.muster.dev/run";

  /** On gangs and their pods: the name of the gang. */
  static final String GANG = "bench.muster.dev/gang";

  private Labels() {}

  /** Selects all that the bench of this name made. */
  static String selector(String bench) {
    return BENCH + "=" + bench;
  }
}
