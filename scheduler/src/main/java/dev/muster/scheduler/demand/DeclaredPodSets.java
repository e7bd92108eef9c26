package dev.muster.scheduler.demand;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a component's {@code podSets} declare: the demand of kinds that Muster does not know, and
 * for the others a statement that has to be true.
 */
final class DeclaredPodSets {
  private final List<Tree> entries;
  private final Tree template;

  DeclaredPodSets(Tree component) {
    entries = component.get("podSets").items();
    template = component.get("template");
  }

  /** The pod groups of a kind that is not known: only these. */
  List<PodGroup> groups() {
    reportRepetitions();
    var groups = new ArrayList<PodGroup>();
    for (var entry : entries) {
      var path = entry.get("path").text("");
      var target = PodPath.follow(path, entry.get("path"), template);
      if (target.isAbsent()) {
        continue;
      }
      var pod = PodDemand.of(target, PodDemand.Additions.NONE);
      var count = PodGroup.Count.of(entry.get("replicas").count(0, 1));
      groups.add(new PodGroup(Integer.toString(groups.size()), path, count, pod, true, true));
    }
    return groups;
  }

  /** Reports what contradicts the groups that were inferred for a known kind. */
  void check(List<PodGroup> inferred) {
    reportRepetitions();
    Map<String, PodGroup> byPath =
        inferred.stream().collect(Collectors.toMap(PodGroup::path, group -> group));
    for (var entry : entries) {
      var group = byPath.get(entry.get("path").text(""));
      if (group == null) {
        entry.get("path").report("is no path to a pod template of this kind");
        continue;
      }
      int replicas = entry.get("replicas").count(0, 1);
      if (replicas != group.count().exact() && replicas != group.count().plain()) {
        entry
            .get("replicas")
            .report("is " + replicas + ", but the template makes " + group.count().exact());
      }
    }
  }

  private void reportRepetitions() {
    var seen = new HashSet<String>();
    for (var entry : entries) {
      if (!seen.add(entry.get("path").text(""))) {
        entry.get("path").report("is declared twice");
      }
    }
  }
}
