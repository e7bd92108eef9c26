package dev.muster.scaler.decide;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What becomes free by itself: the room of gangs that run, and whose run time is limited. Whoever
 * should have ended by now is not counted on.
 */
final class Ends {
  /** A gang that has ended by {@code at}, and what it then leaves on which node. */
  private record End(long at, String uid, SortedMap<String, Resources> leaves) {}

  private final List<End> ends = new ArrayList<>();

  Ends(PersistentMap<Gang> gangs, long now) {
    gangs.forEach((uid, gang) -> {
      if (runs(gang)
          && gang.runEnd().orElse(now) > now
          && gang.spec().demand() instanceof Demand.Readable demand) {
        ends.add(new End(gang.runEnd().getAsLong(), uid, leaves(gang, demand.podSets())));
      }
    });
    ends.sort(Comparator.comparingLong(End::at).thenComparing(End::uid));
  }

  private static SortedMap<String, Resources> leaves(Gang gang, List<PodSet> podSets) {
    var leaves = new TreeMap<String, Resources>();
    var placements = gang.status().latestAdmission().map(Admission::podSets).orElse(List.of());
    for (var placement : placements) {
      podSets.stream()
          .filter(set -> set.name().equals(placement.podSet()))
          .findFirst()
          .ifPresent(set ->
              placement
                  .nodes()
                  .forEach((node, pods) ->
                      leaves.merge(node, set.footprint().times(pods), Resources::plus)));
    }
    return leaves;
  }

  private static boolean runs(Gang gang) {
    return gang.status().phase() == Phase.RESUMING || gang.status().phase() == Phase.RUNNING;
  }

  /** When something ends, ascending; up to {@code latest}. */
  List<Long> times(long latest) {
    return ends.stream().map(End::at).filter(at -> at <= latest).distinct().toList();
  }

  /** The nodes as they are when all that ends by {@code at} has. */
  PersistentMap<Node> after(long at, PersistentMap<Node> nodes) {
    var result = nodes;
    for (var end : ends) {
      if (end.at > at) {
        break;
      }
      for (var left : end.leaves.entrySet()) {
        var node = result.get(left.getKey());
        if (node.isPresent()) {
          var used = without(node.get().used(), left.getValue());
          result = result.with(left.getKey(), node.get().withUsed(used));
        }
      }
    }
    return result;
  }

  /** Some of its pods may have ended before: no more becomes free than is taken. */
  private static Resources without(Resources used, Resources left) {
    var rest = used.minus(left).asMap();
    rest.values().removeIf(amount -> amount < 0);
    return Resources.of(rest);
  }
}
