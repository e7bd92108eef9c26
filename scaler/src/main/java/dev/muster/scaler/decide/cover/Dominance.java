package dev.muster.scaler.decide.cover;

import java.util.ArrayList;
import java.util.List;

/** Which kinds of machines there is no need to look at. */
final class Dominance {
  private Dominance() {}

  /**
   * The indices of the kinds that no other one replaces: one that holds whatever they hold, costs
   * no more, and of which there are as many as could ever be of use.
   */
  static List<Integer> withoutReplaceable(List<MachineKind> kinds, long[] need) {
    var kept = new ArrayList<Integer>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      if (!isReplaceable(kind, kinds, need)) {
        kept.add(kind);
      }
    }
    return kept;
  }

  private static boolean isReplaceable(int kind, List<MachineKind> kinds, long[] need) {
    for (int other = 0; other < kinds.size(); other++) {
      if (other != kind && replaces(other, kind, kinds, need)) {
        return true;
      }
    }
    return false;
  }

  private static boolean replaces(int one, int other, List<MachineKind> kinds, long[] need) {
    var better = kinds.get(one);
    var worse = kinds.get(other);
    if (better.weight() > worse.weight()
        || (better.bought() && !worse.bought())
        || better.most() < mostOfUse(better, need)
        || !better.holdsAllOf(worse)) {
      return false;
    }
    boolean alike =
        better.weight() == worse.weight()
            && better.bought() == worse.bought()
            && worse.most() >= mostOfUse(worse, need)
            && worse.holdsAllOf(better);
    return !alike || one < other; // of two that replace each other the first stays
  }

  /**
   * So many machines of a kind hold all pods of the parts that it can hold at all, each with pods
   * of one part. A cheapest cover has no more of it and of what it replaces together.
   */
  private static long mostOfUse(MachineKind kind, long[] need) {
    long machines = 0;
    for (int part = 0; part < need.length; part++) {
      long slots = 0;
      for (var mixture : kind.mixtures()) {
        slots = Math.max(slots, mixture.get(part));
      }
      machines += slots == 0 ? 0 : Math.ceilDiv(Math.max(0, need[part]), slots);
    }
    return machines;
  }
}
