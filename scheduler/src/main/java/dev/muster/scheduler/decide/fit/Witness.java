package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.PodSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Words the pieces of a witness as the placements of a gang's pod sets. */
public final class Witness {
  private Witness() {}

  /**
   * One placement per pod set, in their order. Sets of equal shape take from the same pieces, in
   * order of node names.
   */
  public static List<Placement> placements(
      GangShape gang, List<PodSet> podSets, List<Piece> pieces) {
    var byPart = new ArrayList<TreeMap<String, Integer>>();
    gang.parts().forEach(part -> byPart.add(new TreeMap<>()));
    for (var piece : pieces) {
      byPart.get(piece.part()).merge(piece.host().name(), piece.pods(), Integer::sum);
    }
    var placements = new ArrayList<Placement>(podSets.size());
    for (int set = 0; set < podSets.size(); set++) {
      int part = gang.partOfSet(set);
      var podSet = podSets.get(set);
      var nodes = part < 0 ? new TreeMap<String, Integer>() : take(byPart.get(part), podSet);
      placements.add(new Placement(podSet.name(), podSet.count(), nodes));
    }
    return placements;
  }

  private static TreeMap<String, Integer> take(TreeMap<String, Integer> pool, PodSet podSet) {
    var nodes = new TreeMap<String, Integer>();
    int left = podSet.count();
    while (left > 0) {
      var first = pool.pollFirstEntry();
      int taken = Math.min(left, first.getValue());
      nodes.put(first.getKey(), taken);
      left -= taken;
      if (taken < first.getValue()) {
        pool.put(first.getKey(), first.getValue() - taken);
      }
    }
    return nodes;
  }
}
