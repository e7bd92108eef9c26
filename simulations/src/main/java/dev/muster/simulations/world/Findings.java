package dev.muster.simulations.world;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Counts statements tested and found false, and keeps the first few of the latter. */
final class Findings {
  private static final int KEPT = 5;

  private final List<String> first = new ArrayList<>();
  private long checked;
  private long violations;

  /** Tests one statement; {@code complaint} says in words what is wrong if it is false. */
  void check(boolean holds, Supplier<String> complaint) {
    checked++;
    if (holds) {
      return;
    }
    violations++;
    if (first.size() < KEPT) {
      first.add(complaint.get());
    }
  }

  InvariantReport report() {
    return new InvariantReport(checked, violations, first);
  }
}
