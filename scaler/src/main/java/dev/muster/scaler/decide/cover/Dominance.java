package dev.muster.scaler.decide.cover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which kinds of machines there is no need to look at.
 *
 * <p>Algorithm: a kind is left out if of those that hold whatever it holds and cost no more there
 * are together as many machines as could be of use. So many are enough: those of its machines, and
 * of what is better, that hold a pod which it could not hold, one for each such pod; and for all
 * other pods those that hold them part by part.
 */
final class Dominance {
  private final List<MachineKind> kinds;
  private final long[] need;
  private final List<List<List<Integer>>> fillings = new ArrayList<>(); // distinct ones
  private final int[] fillingOf; // by kind
  private final boolean[][] holds; // by filling: whether one holds all of the other

  private Dominance(List<MachineKind> kinds, long[] need) {
    this.kinds = kinds;
    this.need = need;
    this.fillingOf = new int[kinds.size()];
    var known = new TreeMap<String, Integer>();
    for (int kind = 0; kind < fillingOf.length; kind++) {
      var mixtures = kinds.get(kind).mixtures();
      fillingOf[kind] = known.computeIfAbsent(mixtures.toString(), key -> add(mixtures));
    }
    this.holds = new boolean[fillings.size()][fillings.size()];
    for (int one = 0; one < holds.length; one++) {
      for (int other = 0; other < holds.length; other++) {
        holds[one][other] = holdsAll(fillings.get(one), fillings.get(other));
      }
    }
  }

  private int add(List<List<Integer>> mixtures) {
    fillings.add(mixtures);
    return fillings.size() - 1;
  }

  /** The indices of the kinds that others do not replace, ascending. */
  static List<Integer> withoutReplaceable(List<MachineKind> kinds, long[] need) {
    return new Dominance(kinds, need).kept();
  }

  private List<Integer> kept() {
    var cheapestFirst =
        IntStream.range(0, kinds.size())
            .boxed()
            .sorted(
                Comparator.comparingLong((Integer kind) -> kinds.get(kind).weight())
                    .thenComparing(kind -> kinds.get(kind).bought())
                    .thenComparing(kind -> kind))
            .toList();
    var kept = new ArrayList<Integer>();
    for (int kind : cheapestFirst) {
      if (!isReplaced(kind, kept)) {
        kept.add(kind);
      }
    }
    return kept.stream().sorted().toList();
  }

  /** By those that cost no more: by {@code cheaper}. */
  private boolean isReplaced(int kind, List<Integer> cheaper) {
    long machines = 0;
    var better = new ArrayList<Integer>();
    for (int other : cheaper) {
      boolean counts = !kinds.get(other).bought() || kinds.get(kind).bought();
      if (counts && holds[fillingOf[other]][fillingOf[kind]]) {
        better.add(other);
        machines += kinds.get(other).most();
      }
    }
    return machines > 0 && machines >= mostOfUse(kind, better);
  }

  private long mostOfUse(int kind, List<Integer> better) {
    long machines = 0;
    for (int part = 0; part < need.length; part++) {
      long open = Math.max(0, need[part]);
      long slots = slots(kind, part);
      if (slots > 0) {
        machines += Math.ceilDiv(open, slots);
      } else {
        int index = part;
        machines += better.stream().anyMatch(other -> slots(other, index) > 0) ? open : 0;
      }
    }
    return machines;
  }

  private long slots(int kind, int part) {
    long slots = 0;
    for (var mixture : kinds.get(kind).mixtures()) {
      slots = Math.max(slots, mixture.get(part));
    }
    return slots;
  }

  private static boolean holdsAll(List<List<Integer>> ours, List<List<Integer>> theirs) {
    return theirs.stream().allMatch(their -> ours.stream().anyMatch(our -> covers(our, their)));
  }

  private static boolean covers(List<Integer> mixture, List<Integer> other) {
    for (int part = 0; part < mixture.size(); part++) {
      if (mixture.get(part) < other.get(part)) {
        return false;
      }
    }
    return true;
  }
}
