package dev.muster.simulations.kube;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What happens on the wires in the bad time of one seed, and when: every fault once or twice (one
 * of them in some seeds only), in any order, overlapping, on the wire of one process or on both.
 *
 * @param millis how long the bad time lasts
 */
record WireScript(List<Blow> blows, int millis) {
  /** One fault, from this time on for so long. */
  record Blow(int at, WireFault fault, List<Integer> wires, int millis) {}

  /** Between one blow and the next, on the average. */
  private static final int RHYTHM_MILLIS = 700;

  /** Some stalls outlast calls and the lease. */
  private static final int LONGEST_MILLIS = 6_000;

  /** Meanwhile every connection is torn at its first word. */
  private static final int TORN_MILLIS = 600;

  /** It takes half a minute until a dead watch is noticed, so few seeds have any. */
  private static final int DEAD_EVERY = 4;

  static WireScript of(long seed, int wires) {
    var random = new Random(seed);
    var faults = new ArrayList<>(List.of(WireFault.values()));
    faults.addAll(List.of(WireFault.RESET, WireFault.TORN));
    if (seed % DEAD_EVERY != 0) {
      faults.remove(WireFault.DEAD);
    }
    Collections.shuffle(faults, random);
    var blows = new ArrayList<Blow>();
    int at = 0;
    for (var fault : faults) {
      at += RHYTHM_MILLIS / 2 + random.nextInt(RHYTHM_MILLIS);
      int one = random.nextInt(wires + 1);
      // Whoever leads while all are mute finds that calls are not answered in time.
      var hit = one == wires || fault == WireFault.MUTE ? all(wires) : List.of(one);
      blows.add(new Blow(at, fault, hit, lasts(fault, random)));
    }
    return new WireScript(blows, at + RHYTHM_MILLIS);
  }

  private static int lasts(WireFault fault, Random random) {
    return switch (fault) {
      case TORN -> TORN_MILLIS / 2 + random.nextInt(TORN_MILLIS);
      case MUTE -> LONGEST_MILLIS / 2 + random.nextInt(LONGEST_MILLIS / 2);
      default -> LONGEST_MILLIS / 10 + random.nextInt(LONGEST_MILLIS);
    };
  }

  private static List<Integer> all(int wires) {
    var all = new ArrayList<Integer>();
    for (int wire = 0; wire < wires; wire++) {
      all.add(wire);
    }
    return all;
  }
}
