package dev.muster.simulations.kube;

import dev.muster.simulations.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Starts the scheduler again when it has ended, as it must when a stall cost it the lease. */
final class Supervisor implements AutoCloseable {
  private final Supplier<Program> start;
  private final List<String> words = new ArrayList<>();
  private Program program;
  private int starts = 1;

  Supervisor(Supplier<Program> start) {
    this.start = start;
    this.program = start.get();
  }

  synchronized void look() {
    if (!program.isAlive()) {
      words.addAll(program.err());
      program.close();
      program = start.get();
      starts++;
    }
  }

  /** How many lives there were. */
  synchronized int starts() {
    return starts;
  }

  /** What was said in all lives. */
  synchronized List<String> words() {
    var all = new ArrayList<>(words);
    all.addAll(program.err());
    return all;
  }

  /** Lets it end by itself, and give the lease back. */
  synchronized void dismiss() {
    program.signal("TERM");
    if (program.exit() != 0) {
      throw new AssertionError("did not end well: " + program.err());
    }
  }

  @Override
  public synchronized void close() {
    program.close();
  }
}
