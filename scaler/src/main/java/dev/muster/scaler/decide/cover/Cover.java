package dev.muster.scaler.decide.cover;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The cheapest machines that hold so many pods of each part together.
 *
 * <p>Goals: the very cheapest when the search ends within its budget, and said to be; otherwise the
 * cheapest that was found and how far from the cheapest it can be at most. The same for the same
 * numbers, in the same steps.
 *
 * <p>Algorithm: whoever holds enough holds it with every machine filled in a way that leaves no
 * room for one more, so all there is to choose is how many machines of each kind hold which of its
 * mixtures. Kinds that another one replaces at no more cost are left out. Depth first, the kinds
 * that are worth most for their cost first and most machines of a mixture first, which makes the
 * first cover found a greedy one; cut where what is spent and the least that the rest costs ({@link
 * Bounds}) is no less than the best; a state (place in the order, machines left, pods left) that
 * was reached as cheaply before is not entered again.
 *
 * <p>Complexity: one step per state entered. With one part there are at most kinds x pods states.
 */
public final class Cover {
  /** One way to fill one kind's machines; {@code last} of its kind. */
  private record Choice(int kind, int[] mixture, boolean last) {}

  private final List<MachineKind> kinds;
  private final List<Choice> choices = new ArrayList<>();
  private final Bounds bounds;
  private final long mostBought;
  private final int budget;
  private final boolean limits; // whether that many could be bought at all
  private final Map<LongBuffer, Long> reached = new HashMap<>();
  private final long[] taken;
  private long[] best = {};
  private long least = Bounds.IMPOSSIBLE;
  private int steps;

  private Cover(List<MachineKind> kinds, Bounds bounds, long mostBought, int budget) {
    this.kinds = kinds;
    this.bounds = bounds;
    this.mostBought = mostBought;
    this.budget = budget;
    this.limits =
        mostBought < kinds.stream().filter(MachineKind::bought).mapToLong(MachineKind::most).sum();
    this.taken = new long[kinds.size()];
    for (int kind = 0; kind < kinds.size(); kind++) {
      var mixtures = kinds.get(kind).mixtures();
      for (int i = 0; i < mixtures.size(); i++) {
        var mixture = mixtures.get(i).stream().mapToInt(pods -> pods).toArray();
        choices.add(new Choice(kind, mixture, i == mixtures.size() - 1));
      }
    }
  }

  /**
   * Covers {@code need} pods of each part with at most {@code mostBought} machines of those that
   * count as bought; {@code budget}: search steps before it is content with what it has.
   */
  public static CoverResult cheapest(
      List<Long> need, List<MachineKind> kinds, long mostBought, int budget) {
    var pods = need.stream().mapToLong(count -> count).toArray();
    var useful = Dominance.withoutReplaceable(kinds, pods);
    if (useful.isEmpty()) {
      return isPlaced(pods)
          ? new CoverResult.Covered(kinds.stream().map(kind -> 0L).toList(), 0, 0, true)
          : new CoverResult.Impossible();
    }
    var chosen = useful.stream().map(kinds::get).toList();
    var order = new Bounds(chosen, pods).order();
    var sorted = order.stream().map(chosen::get).toList();
    var search = new Cover(sorted, new Bounds(sorted, pods), mostBought, budget);
    return search.run(pods, order.stream().map(useful::get).toList(), kinds.size());
  }

  /** No cover costs less than this; nothing is searched. */
  public static long floor(List<Long> need, List<MachineKind> kinds) {
    var pods = need.stream().mapToLong(count -> count).toArray();
    return kinds.isEmpty() || isPlaced(pods)
        ? 0
        : new Bounds(kinds, pods).of(0, kinds.getFirst().most(), pods);
  }

  private CoverResult run(long[] need, List<Integer> origins, int given) {
    long bound = bounds.of(0, kinds.getFirst().most(), need);
    if (bound == Bounds.IMPOSSIBLE) {
      return new CoverResult.Impossible();
    }
    begin(need);
    search(0, kinds.getFirst().most(), need, 0, 0);
    if (least == Bounds.IMPOSSIBLE) {
      return steps > budget ? new CoverResult.GivenUp(budget) : new CoverResult.Impossible();
    }
    var machines = new Long[given];
    Arrays.fill(machines, 0L);
    for (int kind = 0; kind < best.length; kind++) {
      machines[origins.get(kind)] = best[kind];
    }
    boolean proved = steps <= budget || bound == least;
    return new CoverResult.Covered(List.of(machines), least, proved ? least : bound, proved);
  }

  /** Starts with a cover that is likely to be good, so that the search can cut from the start. */
  private void begin(long[] need) {
    var greedy = Greedy.cover(kinds, bounds.prices(), need, mostBought);
    if (greedy.length > 0) {
      best = greedy;
      least = 0;
      for (int kind = 0; kind < greedy.length; kind++) {
        least = Math.min(Bounds.ENOUGH, least + greedy[kind] * kinds.get(kind).weight());
      }
    }
  }

  private void search(int from, long left, long[] need, long spent, long bought) {
    if (isPlaced(need)) {
      if (spent < least) {
        least = spent;
        best = taken.clone();
      }
      return;
    }
    if (from == choices.size() || spent > Bounds.ENOUGH || ++steps > budget) {
      return;
    }
    var choice = choices.get(from);
    var kind = kinds.get(choice.kind);
    long rest = bounds.of(choice.kind, left, need);
    if (rest == Bounds.IMPOSSIBLE
        || spent + rest >= least
        || wasReached(from, left, need, spent, bought)) {
      return;
    }
    long most = Math.min(left, useful(choice.mixture, need));
    most = kind.bought() ? Math.min(most, mostBought - bought) : most;
    boolean free = kind.weight() == 0 && !kind.bought();
    long fewest = free && choice.last ? most : 0; // to leave what costs nothing unused never helps
    for (long machines : fullUseFirst(fewest, most, choice.mixture, need)) {
      if (steps > budget) {
        return;
      }
      taken[choice.kind] += machines;
      long after = choice.last ? nextKind(choice) : left - machines;
      search(
          from + 1,
          after,
          without(need, choice.mixture, machines),
          spent + machines * kind.weight(),
          kind.bought() ? bought + machines : bought);
      taken[choice.kind] -= machines;
    }
  }

  /** From as many as are filled with nothing wasted upwards, then downwards. */
  private static long[] fullUseFirst(long fewest, long most, int[] mixture, long[] need) {
    long first = Math.clamp(Greedy.timesOfFullUse(mixture, need), fewest, most);
    return LongStream.concat(
            LongStream.rangeClosed(first, most),
            LongStream.iterate(first - 1, n -> n >= fewest, n -> n - 1))
        .toArray();
  }

  private long nextKind(Choice choice) {
    return choice.kind + 1 < kinds.size() ? kinds.get(choice.kind + 1).most() : 0;
  }

  private boolean wasReached(int from, long left, long[] need, long spent, long bought) {
    var state = new long[need.length + 3];
    System.arraycopy(need, 0, state, 0, need.length);
    state[need.length] = from;
    state[need.length + 1] = left;
    state[need.length + 2] = limits ? bought : 0;
    var key = LongBuffer.wrap(state);
    var before = reached.get(key);
    if (before != null && before <= spent) {
      return true;
    }
    reached.put(key, spent);
    return false;
  }

  private static boolean isPlaced(long[] need) {
    for (long pods : need) {
      if (pods > 0) {
        return false;
      }
    }
    return true;
  }

  /** So many machines filled like this are of use: with one more, some would be empty. */
  static long useful(int[] mixture, long[] need) {
    long machines = 0;
    for (int part = 0; part < need.length; part++) {
      if (mixture[part] > 0) {
        machines = Math.max(machines, Math.ceilDiv(need[part], mixture[part]));
      }
    }
    return machines;
  }

  private static long[] without(long[] need, int[] mixture, long machines) {
    var rest = need.clone();
    for (int part = 0; part < rest.length; part++) {
      rest[part] = Math.max(0, rest[part] - mixture[part] * machines);
    }
    return rest;
  }
}
