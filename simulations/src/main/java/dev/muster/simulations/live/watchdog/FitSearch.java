package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Machine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whether groups of pods fit on nodes, by trying.
 *
 * <p>Goals: right for the small worlds of a demo, and bounded everywhere else. Algorithm: greatest
 * pods first; each group goes over the nodes in order, as many pods on each as fit, then fewer; a
 * branch ends as soon as what the remaining nodes could take of the group is too little. The first
 * descent is plain first-fit-decreasing. Complexity: exponential in the worst case, cut off after
 * the given steps.
 */
final class FitSearch {
  /** What came of it. */
  enum Outcome {
    FITS,
    DOES_NOT,
    OPEN
  }

  /** A node and what is free on it. */
  record Place(Machine machine, Amounts free) {}

  private static final int DEEPEST = 3_000;

  private final List<PodGroup> groups;
  private final List<Place> places;
  private final List<Amounts> free = new ArrayList<>();
  private int steps;

  private FitSearch(List<PodGroup> groups, List<Place> places, int steps) {
    this.groups =
        groups.stream()
            .sorted(
                Comparator.comparingLong((PodGroup group) -> -group.each().get("nvidia.com/gpu"))
                    .thenComparingLong(group -> -group.each().get("cpu"))
                    .thenComparingLong(group -> -group.each().get("memory"))
                    .thenComparing(PodGroup::name))
            .toList();
    this.places = places;
    this.steps = steps;
    places.forEach(place -> free.add(place.free()));
  }

  static Outcome of(List<PodGroup> groups, List<Place> places, int steps) {
    var search = new FitSearch(groups, places, steps);
    for (int i = 0; i < search.groups.size(); i++) {
      if (search.roomFrom(i, 0) < search.groups.get(i).count()) {
        return Outcome.DOES_NOT;
      }
    }
    if ((long) groups.size() * places.size() > DEEPEST) {
      return Outcome.OPEN;
    }
    boolean fits = groups.isEmpty() || search.place(0, 0, search.groups.getFirst().count());
    if (fits) {
      return Outcome.FITS;
    }
    return search.steps > 0 ? Outcome.DOES_NOT : Outcome.OPEN;
  }

  /** Places what is left of a group on the nodes from {@code node} on, then all later groups. */
  private boolean place(int index, int node, int left) {
    if (left == 0) {
      return index + 1 == groups.size() || place(index + 1, 0, groups.get(index + 1).count());
    }
    if (steps <= 0 || node == places.size() || roomFrom(index, node) < left) {
      return false;
    }
    PodGroup group = groups.get(index);
    Amounts before = free.get(node);
    for (int taken = (int) Math.min(left, roomOn(index, node)); taken >= 0; taken--) {
      steps--;
      free.set(node, before.minus(group.each().times(taken)));
      if (place(index, node + 1, left - taken)) {
        return true;
      }
    }
    free.set(node, before);
    return false;
  }

  private long roomFrom(int index, int first) {
    long sum = 0;
    for (int node = first; node < places.size() && sum < groups.get(index).count(); node++) {
      sum += roomOn(index, node);
    }
    return sum;
  }

  private long roomOn(int index, int node) {
    PodGroup group = groups.get(index);
    if (group.eligibility().refusal(places.get(node).machine()).isPresent()) {
      return 0;
    }
    long room = Integer.MAX_VALUE;
    for (var ask : group.each().byName().entrySet()) {
      room = Math.min(room, Math.max(0, free.get(node).get(ask.getKey())) / ask.getValue());
    }
    return room;
  }
}
