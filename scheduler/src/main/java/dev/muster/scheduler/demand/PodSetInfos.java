package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a quota manager wants added to the pods of a component ({@code podSetInfos}), as far as it
 * decides where they may run.
 */
final class PodSetInfos {
  private PodSetInfos() {}

  /** The groups with what the entry at the same place adds; their own selector wins. */
  static List<PodGroup> apply(Tree infos, List<PodGroup> groups) {
    var entries = infos.items();
    var applied = new ArrayList<PodGroup>();
    for (var group : groups) {
      int index = applied.size();
      boolean more = index < entries.size() && group.visible();
      applied.add(more ? group.withConstraints(both(group, entries.get(index))) : group);
    }
    return applied;
  }

  private static Constraints both(PodGroup group, Tree info) {
    var own = group.pod().constraints();
    var added = PodConstraints.of(info);
    var selector = new TreeMap<>(added.nodeSelector());
    selector.putAll(own.nodeSelector());
    var tolerations = new ArrayList<Toleration>(own.tolerations());
    tolerations.addAll(added.tolerations());
    return new Constraints(selector, own.terms(), tolerations);
  }
}
