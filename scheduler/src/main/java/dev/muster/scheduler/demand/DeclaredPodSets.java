package dev.muster.scheduler.demand;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

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

  /**
   * The groups that were inferred for a known kind, with what is declared where the object alone
   * does not decide it. Reports what contradicts them.
   */
  List<PodGroup> settle(List<PodGroup> inferred) {
    var byPath = new TreeMap<String, PodGroup>();
    inferred.forEach(group -> byPath.put(group.path(), group));
    for (var entry : distinct()) {
      var group = byPath.get(entry.get("path").text(""));
      if (group == null) {
        entry.get("path").report("is no path to a pod template of this kind");
        continue;
      }
      int replicas = entry.get("replicas").count(0, 1);
      if (!group.count().allows(replicas)) {
        entry
            .get("replicas")
            .report("is " + replicas + ", but the template makes " + makes(group.count()));
        continue;
      }
      byPath.put(group.path(), group.withCount(group.count().said(replicas)));
    }
    return inferred.stream()
        .map(group -> Objects.requireNonNull(byPath.get(group.path())))
        .toList();
  }

  private static String makes(PodGroup.Count count) {
    if (count.least() == count.most()) {
      return Integer.toString(count.exact());
    }
    return count.most() == Integer.MAX_VALUE
        ? "at least " + count.least()
        : count.least() + " to " + count.most();
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
