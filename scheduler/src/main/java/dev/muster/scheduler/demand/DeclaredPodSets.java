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
  private final Tree entries;
  private final Tree template;

  DeclaredPodSets(Tree component) {
    entries = component.get("podSets");
    template = component.get("template");
  }

  /** The pod groups of a kind that is not known: only these. */
  List<PodGroup> groups() {
    var groups = new ArrayList<PodGroup>();
    for (var entry : distinct()) {
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
    var declared = distinct();
    Map<String, PodGroup> byPath =
        inferred.stream().collect(Collectors.toMap(PodGroup::path, group -> group));
    for (var entry : declared) {
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

  /**
   * The entries without those that say of a template what was said before: thousands of them that
   * all lead to one large template must not each read it. What is beyond the most that an object
   * may have is not read either.
   */
  private List<Tree> distinct() {
    var seen = new HashSet<String>();
    var distinct = new ArrayList<Tree>();
    for (var entry : entries.items()) {
      var path = entry.get("path").text("");
      if (!seen.add(path.replaceAll("\\[0+(?=[0-9])", "["))) { // [00] leads where [0] does
        entry.get("path").report("is declared twice");
      } else if (distinct.size() <= Demands.MOST_POD_SETS) {
        distinct.add(entry);
      }
    }
    return distinct;
  }
}
