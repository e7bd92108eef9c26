package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The pods that an item of MCAD's version says it makes ({@code custompodresources}). What they ask
 * for counts, and what the template asks for does not, as in MCAD.
 *
 * <p>How many pods there are, and where they may run, is the template's to say, for those are the
 * pods that come. If as many are said, they are the template's in order, and a set of pods asks for
 * the most that is said of any of them; if not, each pod asks for the most that is said at all.
 * Sets that are said as they are made are called by their place in what is said. Of a kind that
 * nobody knows there is only what is said.
 */
final class CustomPods {
  /** A RayJob's submitter is nobody's business but Ray's: clients do not speak of it. */
  private static final String SUBMITTER = ".submitterPodTemplate";

  private record Said(int count, Resources requests) {}

  private CustomPods() {}

  /** What counts of a component whose template makes these. */
  static List<PodGroup> apply(Tree component, List<PodGroup> ofTemplate) {
    var entries = component.get("mcad", "custompodresources").items();
    if (entries.size() > Demands.MOST_POD_SETS) {
      component.report("brings the pod sets above " + Demands.MOST_POD_SETS);
      return ofTemplate;
    }
    var said = new ArrayList<Said>();
    for (var entry : entries) {
      said.add(said(entry));
    }
    if (said.stream().allMatch(pods -> pods.count() == 0)) {
      return ofTemplate;
    }
    return ofTemplate.isEmpty() ? ofNoTemplate(said) : ofTemplate(said, ofTemplate);
  }

  private static Said said(Tree entry) {
    for (var field : List.of("replicas", "requests")) {
      if (entry.get(field).isAbsent()) {
        entry.get(field).report("is missing");
      }
    }
    return new Said(entry.get("replicas").count(0, 0), requests(entry));
  }

  /** Each request, or the limit where it is 0. */
  private static Resources requests(Tree entry) {
    var asked = new TreeMap<>(PodDemand.amounts(entry.get("requests")).asMap());
    asked.values().removeIf(amount -> amount == 0);
    PodDemand.amounts(entry.get("limits")).asMap().forEach(asked::putIfAbsent);
    return Resources.of(asked);
  }

  private static List<PodGroup> ofNoTemplate(List<Said> said) {
    var groups = new ArrayList<PodGroup>();
    for (var pods : said) {
      var pod = new PodDemand(pods.requests(), Constraints.NONE, "", false);
      var count = PodGroup.Count.of(pods.count());
      groups.add(new PodGroup(Integer.toString(groups.size()), "", count, pod, false, false));
    }
    return groups;
  }

  private static List<PodGroup> ofTemplate(List<Said> said, List<PodGroup> ofTemplate) {
    long sum = said.stream().mapToLong(Said::count).sum();
    long made =
        ofTemplate.stream()
            .filter(CustomPods::isTold)
            .mapToLong(group -> group.count().exact())
            .sum();
    var asking = new ArrayList<PodGroup>();
    var names = names(said, ofTemplate);
    long from = 0;
    for (var group : ofTemplate) {
      if (isTold(group)) {
        long to = from + group.count().exact();
        var most = sum == made ? most(said, from, to) : most(said, 0, Long.MAX_VALUE);
        var name = names.isEmpty() || from == to ? group.name() : names.removeFirst();
        asking.add(asking(name, group, most));
        from = to;
      } else {
        asking.add(group);
      }
    }
    return asking;
  }

  /** Of the sets that there are, in order; none if they are not said as they are made. */
  private static List<String> names(List<Said> said, List<PodGroup> ofTemplate) {
    var names = new ArrayList<String>();
    var counts = new ArrayList<Integer>();
    for (int i = 0; i < said.size(); i++) {
      if (said.get(i).count() > 0) {
        names.add(Integer.toString(i));
        counts.add(said.get(i).count());
      }
    }
    var made =
        ofTemplate.stream()
            .filter(CustomPods::isTold)
            .map(group -> group.count().exact())
            .filter(count -> count > 0)
            .toList();
    return counts.equals(made) ? names : new ArrayList<>();
  }

  private static boolean isTold(PodGroup group) {
    return !group.path().endsWith(SUBMITTER);
  }

  /** The most that is said of any of the pods from this one up to that one. */
  private static Resources most(List<Said> said, long from, long to) {
    var most = Resources.NONE;
    long at = 0;
    for (var pods : said) {
      long end = at + pods.count();
      if (Math.max(at, from) < Math.min(end, to)) {
        most = most.max(pods.requests());
      }
      at = end;
    }
    return most;
  }

  /** Pods that take more than is said are left to Kubernetes: they would have no room elsewhere. */
  private static PodGroup asking(String name, PodGroup group, Resources said) {
    var own = group.pod();
    boolean covers = said.max(own.requests()).equals(said);
    var pod = new PodDemand(said, own.constraints(), own.priorityClass(), own.pinned());
    return new PodGroup(
        name, group.path(), group.count(), pod, group.visible(), group.gateable() && covers);
  }
}
