package dev.muster.scaler.decide.cover;

import dev.muster.scheduler.decide.draft.Fractions;
import java.util.List;

/**
 * A cover that is found at once: what holds most of what is still needed, by worth, for its cost,
 * as often as nothing of it is wasted; and so on.
 */
final class Greedy {
  private final List<MachineKind> kinds;
  private final long[] prices;
  private final long mostBought;
  private final long[] taken;
  private long bought;

  private Greedy(List<MachineKind> kinds, long[] prices, long mostBought) {
    this.kinds = kinds;
    this.prices = prices;
    this.mostBought = mostBought;
    this.taken = new long[kinds.size()];
  }

  /**
   * How many machines of each kind; none if it got stuck. {@code prices}: of a pod of each part.
   */
  static long[] cover(List<MachineKind> kinds, long[] prices, long[] need, long mostBought) {
    var greedy = new Greedy(kinds, prices, mostBought);
    return greedy.run(need.clone()) ? greedy.taken : new long[0];
  }

  private boolean run(long[] need) {
    while (worth(need, need) > 0) {
      int best = -1;
      int[] filling = {};
      for (int kind = 0; kind < taken.length; kind++) {
        if (left(kind) > 0) {
          for (var mixture : kinds.get(kind).mixtures()) {
            var pods = mixture.stream().mapToInt(count -> count).toArray();
            if (worth(pods, need) > 0 && (best < 0 || isBetter(kind, pods, best, filling, need))) {
              best = kind;
              filling = pods;
            }
          }
        }
      }
      if (best < 0) {
        return false;
      }
      take(best, Math.min(left(best), timesOfFullUse(filling, need)), filling, need);
    }
    return true;
  }

  private void take(int kind, long machines, int[] filling, long[] need) {
    taken[kind] += machines;
    bought += kinds.get(kind).bought() ? machines : 0;
    for (int part = 0; part < need.length; part++) {
      need[part] = Math.max(0, need[part] - filling[part] * machines);
    }
  }

  private long left(int kind) {
    long left = kinds.get(kind).most() - taken[kind];
    return kinds.get(kind).bought() ? Math.min(left, mostBought - bought) : left;
  }

  private boolean isBetter(int kind, int[] filling, int other, int[] others, long[] need) {
    return Fractions.compare(
            worth(filling, need),
            kinds.get(kind).weight(),
            worth(others, need),
            kinds.get(other).weight())
        > 0;
  }

  private long worth(int[] filling, long[] need) {
    long worth = 0;
    for (int part = 0; part < need.length; part++) {
      worth += prices[part] * Math.min(filling[part], need[part]);
    }
    return worth;
  }

  private long worth(long[] pods, long[] need) {
    long worth = 0;
    for (int part = 0; part < need.length; part++) {
      worth += prices[part] * Math.min(pods[part], need[part]);
    }
    return worth;
  }

  /** So often, and at least once, as every place of it is taken. */
  static long timesOfFullUse(int[] filling, long[] need) {
    long times = Long.MAX_VALUE;
    for (int part = 0; part < need.length; part++) {
      if (filling[part] > 0 && need[part] > 0) {
        times = Math.min(times, Math.max(1, need[part] / filling[part]));
      }
    }
    return times;
  }
}
