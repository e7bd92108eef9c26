package dev.muster.simulations.live.watchdog;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts checks and keeps what was found. */
final class Findings {
  /** The invariants that are watched. */
  enum Rule {
    OVERCOMMIT,
    PARTIAL,
    UNADMITTED,
    LOST,
    ORDER,
    ORPHAN
  }

  private static final int TOLD = 20;

  private final List<String> told = new ArrayList<>();
  private final Map<Rule, Integer> toldOf = new EnumMap<>(Rule.class);
  private long writes;
  private long checked;
  private long undecided;
  private long outside;
  private int violations;
  private int overcommits;
  private int partial;
  private long version;
  private boolean reading;

  /**
   * While this lasts nothing is judged: objects that are there at the start are read one by one, in
   * an order in which they never came, so what lies between is no state that ever was.
   */
  void read(Runnable present) {
    reading = true;
    try {
      present.run();
    } finally {
      reading = false;
    }
  }

  /** A write begins; what is found until the next belongs to it. */
  void write(long writeVersion) {
    writes++;
    checked++;
    version = writeVersion;
  }

  void check() {
    checked++;
  }

  void undecided() {
    undecided++;
  }

  void outside() {
    outside++;
  }

  void violation(Rule rule, String text) {
    if (reading) {
      return;
    }
    violations++;
    switch (rule) {
      case OVERCOMMIT -> overcommits++;
      case PARTIAL -> partial++;
      case UNADMITTED, LOST, ORDER, ORPHAN -> {}
    }
    if (toldOf.merge(rule, 1, Integer::sum) <= TOLD) {
      told.add("%s at version %d: %s".formatted(rule, version, text));
    }
  }

  Report report() {
    return new Report(writes, checked, partial, overcommits, violations, undecided, outside, told);
  }
}
