package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The pods that an item of MCAD's version says it makes ({@code custompodresources}). Where it says
 * any, they count and what the template asks for does not, as in MCAD.
 *
 * <p>If they are as many as the template's, set by set, each keeps the place of its template: then
 * its constraints hold and its pods can be sent to their nodes. Else all that is known is how much
 * they take.
 */
final class CustomPods {
  private CustomPods() {}

  /** What counts of a component whose template makes these. */
  static List<PodGroup> apply(Tree component, List<PodGroup> ofTemplate) {
    var entries = component.get("mcad", "custompodresources").items();
    if (entries.isEmpty()) {
      return ofTemplate;
    }
    if (entries.size() > Demands.MOST_POD_SETS) {
      component.report("brings the pod sets above " + Demands.MOST_POD_SETS);
      return List.of();
    }
    var said = new ArrayList<PodGroup>();
    for (var entry : entries) {
      said.add(group(Integer.toString(said.size()), entry));
    }
    var pods = some(said);
    var own = some(ofTemplate);
    return counts(pods).equals(counts(own)) ? placed(pods, own) : pods;
  }

  private static PodGroup group(String name, Tree entry) {
    for (var field : List.of("replicas", "requests")) {
      if (entry.get(field).isAbsent()) {
        entry.get(field).report("is missing");
      }
    }
    var pod = new PodDemand(requests(entry), Constraints.NONE, "", false);
    var count = PodGroup.Count.of(entry.get("replicas").count(0, 0));
    return new PodGroup(name, "", count, pod, false, false);
  }

  /** Each request, or the limit where it is 0. */
  private static Resources requests(Tree entry) {
    var asked = new TreeMap<>(PodDemand.amounts(entry.get("requests")).asMap());
    asked.values().removeIf(amount -> amount == 0);
    PodDemand.amounts(entry.get("limits")).asMap().forEach(asked::putIfAbsent);
    return Resources.of(asked);
  }

  private static List<PodGroup> some(List<PodGroup> groups) {
    return groups.stream().filter(group -> group.count().exact() > 0).toList();
  }

  private static List<Integer> counts(List<PodGroup> groups) {
    return groups.stream().map(group -> group.count().exact()).toList();
  }

  private static List<PodGroup> placed(List<PodGroup> said, List<PodGroup> ofTemplate) {
    var placed = new ArrayList<PodGroup>();
    for (int i = 0; i < said.size(); i++) {
      var own = ofTemplate.get(i);
      var asked = said.get(i).pod().requests();
      var pod =
          new PodDemand(
              asked, own.pod().constraints(), own.pod().priorityClass(), own.pod().pinned());
      placed.add(
          new PodGroup(
              said.get(i).name(), own.path(), own.count(), pod, own.visible(), own.gateable()));
    }
    return placed;
  }
}
