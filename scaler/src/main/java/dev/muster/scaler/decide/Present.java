package dev.muster.scaler.decide;

import dev.muster.scheduler.decide.draft.Fractions;
import dev.muster.scheduler.decide.fit.Frontiers;
import java.util.ArrayList;
import java.util.List;

/**
 * What the nodes that are there hold of a gang. A few kinds of nodes are left to whoever chooses
 * what to buy beside them; of many kinds each is filled here, one after the other, by the way that
 * holds most of what is still needed: that leaves a search of bounded size, which may buy a little
 * more than the least.
 */
final class Present {
  private static final int MOST_KINDS = 24;

  private final List<Long> need;
  private final List<Frontiers.Group> groups;

  private Present(List<Long> need, List<Frontiers.Group> groups) {
    this.need = need;
    this.groups = groups;
  }

  static Present of(List<Long> need, List<Frontiers.Group> groups) {
    if (groups.size() <= MOST_KINDS) {
      return new Present(need, groups);
    }
    var left = new ArrayList<>(need);
    for (var group : groups) {
      fill(group, left);
    }
    return new Present(List.copyOf(left), List.of());
  }

  /** What is needed beside those that were filled. */
  List<Long> need() {
    return need;
  }

  /** Those that were not. */
  List<Frontiers.Group> groups() {
    return groups;
  }

  private static void fill(Frontiers.Group group, List<Long> left) {
    int nodes = group.hosts().size();
    while (nodes > 0) {
      var best = group.mixtures().getFirst();
      for (var mixture : group.mixtures()) {
        best = compare(mixture, best, left) > 0 ? mixture : best;
      }
      long times = Math.min(nodes, timesOfFullUse(best, left));
      if (times == 0) {
        return;
      }
      for (int part = 0; part < left.size(); part++) {
        left.set(part, Math.max(0, left.get(part) - times * best.get(part)));
      }
      nodes -= (int) times;
    }
  }

  /** So often, at least once if it is of any use, as nothing of it is wasted. */
  private static long timesOfFullUse(List<Integer> mixture, List<Long> left) {
    long times = Long.MAX_VALUE;
    boolean useful = false;
    for (int part = 0; part < left.size(); part++) {
      if (mixture.get(part) > 0 && left.get(part) > 0) {
        useful = true;
        times = Math.min(times, Math.max(1, left.get(part) / mixture.get(part)));
      }
    }
    return useful ? times : 0;
  }

  /** By the greatest share of a part that is still needed, then by pods. */
  private static int compare(List<Integer> one, List<Integer> other, List<Long> left) {
    int part = scarcest(one, left);
    int otherPart = scarcest(other, left);
    int order =
        Fractions.compare(
            held(one, part, left),
            need(part, left),
            held(other, otherPart, left),
            need(otherPart, left));
    return order != 0 ? order : Long.compare(held(one, left), held(other, left));
  }

  private static int scarcest(List<Integer> mixture, List<Long> left) {
    int best = 0;
    for (int part = 1; part < left.size(); part++) {
      if (Fractions.compare(
              held(mixture, part, left),
              need(part, left),
              held(mixture, best, left),
              need(best, left))
          > 0) {
        best = part;
      }
    }
    return best;
  }

  private static long need(int part, List<Long> left) {
    return Math.max(1, left.get(part));
  }

  private static long held(List<Integer> mixture, int part, List<Long> left) {
    return Math.min(mixture.get(part), left.get(part));
  }

  private static long held(List<Integer> mixture, List<Long> left) {
    long pods = 0;
    for (int part = 0; part < left.size(); part++) {
      pods += held(mixture, part, left);
    }
    return pods;
  }
}
