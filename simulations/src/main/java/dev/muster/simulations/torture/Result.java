package dev.muster.simulations.torture;

import java.util.List;
import java.util.Map;

/**
 * What came of one run.
 *
 * @param events writes to the store
 * @param decisions cycles that planned
 * @param faults how often each kind of fault happened
 * @param trace hash over all writes; equal runs have equal ones
 * @param nanos processor time
 */
public record Result(
    String name,
    long events,
    long decisions,
    Map<String, Long> faults,
    List<String> violations,
    String trace,
    long nanos) {
  public boolean passed() {
    return violations.isEmpty();
  }

  /** What was broken first, as {@code OVERCOMMIT}; empty if nothing was. */
  public String rule() {
    return violations.isEmpty() ? "" : violations.getFirst().split(" ")[0];
  }
}
