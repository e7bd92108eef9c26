package dev.muster.scaler.decide.cover;

import dev.muster.scheduler.decide.draft.Fractions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What covering costs at the least.
 *
 * <p>Algorithm: at any prices per pod, a machine is worth no more than its dearest mixture, and
 * what is needed must be worth no more than the machines that are used. The cheapest machines by
 * cost per worth, the last of them in part, are therefore a bound, whatever the prices. (A
 * surrogate relaxation; at the best prices it is at least that of the linear programme.) The prices
 * tried are each part alone, all parts alike, and those that an ascent finds: a part that the
 * cheapest machines hold too little of becomes dearer, one that they hold too much of cheaper.
 *
 * <p>Complexity: a bound costs the number of price vectors times that of kinds.
 */
final class Bounds {
  /** More than any cover costs: there is none. */
  static final long IMPOSSIBLE = Long.MAX_VALUE;

  /** No cover of interest costs more: sums end here, before they leave their range. */
  static final long ENOUGH = 1L << 61;

  private static final long DEAREST = 1 << 12;
  private static final int ROUNDS = 48;

  /** The kinds as one price vector sees them. */
  private record View(long[] prices, long[] worths, int[] order) {}

  private final List<MachineKind> kinds;
  private final List<View> views = new ArrayList<>();

  Bounds(List<MachineKind> kinds, long[] need) {
    this.kinds = kinds;
    for (int part = 0; part < need.length; part++) {
      var alone = new long[need.length];
      alone[part] = 1;
      views.add(view(alone));
    }
    if (need.length > 1) {
      views.add(view(ascend(need)));
    }
  }

  /** What a pod of each part is worth at the best prices that were found. */
  long[] prices() {
    return views.getLast().prices.clone();
  }

  /** The kinds in the order in which they are worth most for their cost. */
  List<Integer> order() {
    return IntStream.of(views.getLast().order).boxed().toList();
  }

  /**
   * The least cost of {@code need} with {@code left} machines of the kind at {@code from} and all
   * of those after it.
   */
  long of(int from, long left, long[] need) {
    long bound = 0;
    for (var view : views) {
      bound = Math.max(bound, bound(view, from, left, need));
      if (bound == IMPOSSIBLE) {
        return bound;
      }
    }
    return bound;
  }

  private long bound(View view, int from, long left, long[] need) {
    long open = worth(view.prices, need);
    long bound = 0;
    for (int kind : view.order) {
      if (open <= 0) {
        return bound;
      }
      if (kind < from || view.worths[kind] == 0) {
        continue;
      }
      long machines = kind == from ? left : kinds.get(kind).most();
      long weight = kinds.get(kind).weight();
      if (open <= view.worths[kind] * machines) {
        return bound + share(weight, open, view.worths[kind]);
      }
      open -= view.worths[kind] * machines;
      bound = Math.min(ENOUGH, bound + weight * machines);
    }
    return open <= 0 ? bound : IMPOSSIBLE;
  }

  /** {@code weight * part / whole}, rounded up: the sum is that of whole numbers. */
  private static long share(long weight, long part, long whole) {
    long full = part / whole * weight;
    long rest = part % whole;
    if (Math.multiplyHigh(weight, rest) == 0 && weight * rest >= 0) {
      return full + Math.ceilDiv(weight * rest, whole);
    }
    return full + weight / whole * rest; // a little less than it is: still a bound
  }

  private static long worth(long[] prices, long[] need) {
    long worth = 0;
    for (int part = 0; part < need.length; part++) {
      worth += prices[part] * Math.max(0, need[part]);
    }
    return worth;
  }

  private View view(long[] prices) {
    var worths = new long[kinds.size()];
    for (int kind = 0; kind < worths.length; kind++) {
      worths[kind] = worth(prices, dearest(prices, kinds.get(kind)));
    }
    var order =
        IntStream.range(0, worths.length)
            .boxed()
            .sorted((one, other) -> compare(one, other, worths))
            .mapToInt(kind -> kind)
            .toArray();
    return new View(prices, worths, order);
  }

  private int compare(int one, int other, long[] worths) {
    if (worths[one] == 0 || worths[other] == 0) {
      int useless = Boolean.compare(worths[one] == 0, worths[other] == 0);
      return useless != 0 ? useless : Integer.compare(one, other);
    }
    int order =
        Fractions.compare(
            kinds.get(one).weight(), worths[one], kinds.get(other).weight(), worths[other]);
    return order != 0 ? order : Integer.compare(one, other);
  }

  private static long[] dearest(long[] prices, MachineKind kind) {
    long[] dearest = new long[prices.length];
    for (var mixture : kind.mixtures()) {
      var pods = mixture.stream().mapToLong(count -> count).toArray();
      if (worth(prices, pods) > worth(prices, dearest)) {
        dearest = pods;
      }
    }
    return dearest;
  }

  private long[] ascend(long[] need) {
    var prices = new long[need.length];
    Arrays.fill(prices, DEAREST / 4);
    var best = prices;
    long bound = -1;
    for (int round = 0; round < ROUNDS; round++) {
      var view = view(prices);
      long here = bound(view, 0, kinds.getFirst().most(), need);
      if (here > bound) {
        bound = here;
        best = prices;
      }
      prices = stepped(prices, need, held(view, need), 1 + round / 8);
    }
    return best;
  }

  /** How many pods of each part the cheapest machines hold. */
  private long[] held(View view, long[] need) {
    var held = new long[need.length];
    long open = worth(view.prices, need);
    for (int kind : view.order) {
      if (open <= 0 || view.worths[kind] == 0) {
        break;
      }
      long machines = Math.min(kinds.get(kind).most(), Math.ceilDiv(open, view.worths[kind]));
      var mixture = dearest(view.prices, kinds.get(kind));
      for (int part = 0; part < held.length; part++) {
        held[part] += machines * mixture[part];
      }
      open -= machines * view.worths[kind];
    }
    return held;
  }

  /** Dearer where too few are held and cheaper where too many are, by up to 1 in 2^slowness. */
  private static long[] stepped(long[] prices, long[] need, long[] held, int slowness) {
    var next = prices.clone();
    long dearest = 1;
    for (int part = 0; part < next.length; part++) {
      long step = Math.clamp(need[part] - held[part], -need[part], need[part]);
      next[part] += (prices[part] * step / Math.max(1, need[part])) >> slowness;
      next[part] = Math.max(1, next[part]);
      dearest = Math.max(dearest, next[part]);
    }
    for (int part = 0; part < next.length; part++) {
      next[part] = Math.max(1, next[part] * DEAREST / dearest);
    }
    return next;
  }
}
