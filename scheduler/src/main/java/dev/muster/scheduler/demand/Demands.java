package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an object asks for, from its JSON tree.
 *
 * <p>All functions here are total: any tree gives an answer, and one that cannot be understood
 * gives {@link Demand.Unreadable} with the first place, in reading order, that is wrong. Called by
 * whoever maps API objects into the model.
 */
public final class Demands {
  static final int MOST_POD_SETS = 1000;
  private static final int LONGEST_NAME = 253;
  private static final String TOO_DEEP = "is nested deeper than " + Depth.DEEPEST + " levels";

  private Demands() {}

  /**
   * Reads the {@code spec} of a {@code workload.codeflare.dev/v1beta2} AppWrapper, be it one that
   * was submitted in v1beta1.
   */
  public static Demand ofAppWrapper(Map<String, ?> spec) {
    if (Depth.isTooDeep(spec)) {
      return new Demand.Unreadable("spec", TOO_DEEP);
    }
    var root = new Tree(spec, "spec", new Findings());
    var totals = new Totals();
    var runtimes = Runtimes.of(spec);
    boolean isMcads = !root.get("mcad").isAbsent();
    int index = 0;
    for (var component : root.get("components").items()) {
      var made = groups(component, runtimes);
      var groups = isMcads ? CustomPods.apply(component, made) : made;
      totals.add(index, index + ".", groups, component);
      index++;
    }
    return totals.demand(root.findings());
  }

  /** Reads a whole object of a kind that makes pods and stands for itself. */
  public static Demand ofObject(Map<String, ?> object) {
    if (Depth.isTooDeep(object)) {
      return new Demand.Unreadable("spec", TOO_DEEP);
    }
    var root = new Tree(object, "", new Findings());
    var kind = KnownKind.of(root);
    if (kind.isEmpty()) {
      root.get("kind").report("is no kind whose pods are known");
    }
    var totals = new Totals();
    var groups = kind.map(known -> known.groups(root, Runtimes.none()));
    totals.add(0, "", groups.orElse(List.of()), root);
    return totals.demand(root.findings());
  }

  /**
   * The status that each component of an AppWrapper begins with, parallel to {@code
   * spec.components}: what it is, and where its pod templates stand with how many pods each. A
   * component that cannot be read has no pod sets there.
   */
  public static List<ComponentStatus> components(Map<String, ?> spec) {
    var components = new ArrayList<ComponentStatus>();
    boolean readable = !Depth.isTooDeep(spec);
    var runtimes = readable ? Runtimes.of(spec) : Runtimes.none();
    for (var component : Tree.lenient(spec).get("components").items()) {
      var findings = new Findings();
      var alone = new Tree(component.value(), "", findings);
      var podSets = new ArrayList<ComponentStatus.EffectivePodSet>();
      for (var group : readable ? groups(alone, runtimes) : List.<PodGroup>of()) {
        podSets.add(new ComponentStatus.EffectivePodSet(group.path(), group.count().exact()));
      }
      boolean told = findings.first().isEmpty() && podSets.size() <= MOST_POD_SETS;
      var template = Tree.lenient(component.value()).get("template");
      components.add(
          new ComponentStatus(
              name(template.get("metadata").get("name")),
              name(template.get("kind")),
              name(template.get("apiVersion")),
              told ? podSets : List.of(),
              Collections.emptySortedMap()));
    }
    return components;
  }

  private static String name(Tree place) {
    var name = place.text("");
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }

  private static List<PodGroup> groups(Tree component, Runtimes runtimes) {
    var template = component.get("template");
    for (var field : List.of("apiVersion", "kind")) {
      if (template.get(field).text("").isEmpty()) {
        template.get(field).report("is missing");
      }
    }
    var groups = templateGroups(component, template, runtimes);
    return PodSetInfos.apply(component.get("podSetInfos"), groups);
  }

  private static List<PodGroup> templateGroups(Tree component, Tree template, Runtimes runtimes) {
    var declared = new DeclaredPodSets(component);
    var known = KnownKind.of(template);
    if (known.isEmpty()) {
      return declared.groups();
    }
    return declared.settle(known.get().groups(template, runtimes));
  }

  /** Pod sets as they are found, and whether all of them together can still be counted. */
  private static final class Totals {
    private static final Resources POD = Resources.of(Resources.PODS, 1);

    private final List<PodSet> podSets = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Sum amounts = new Sum();
    private long pods;
    private int groups;

    void add(int component, String prefix, List<PodGroup> more, Tree where) {
      groups += more.size();
      if (groups > MOST_POD_SETS) {
        where.report("brings the pod sets above " + MOST_POD_SETS);
        return;
      }
      for (var group : more) {
        int count = group.count().exact();
        pods += count;
        amounts.add(group.pod().requests(), count, where);
        amounts.add(POD, count, where);
        if (count > 0) {
          podSets.add(podSet(component, unused(prefix + group.name()), group));
        }
      }
      if (pods > Integer.MAX_VALUE) {
        where.report("brings the pods above " + Integer.MAX_VALUE);
      }
    }

    private static PodSet podSet(int component, String name, PodGroup group) {
      return new PodSet(
          name,
          component,
          group.visible() ? group.path() : "",
          group.count().exact(),
          group.pod().requests(),
          group.pod().constraints(),
          group.isGateable(),
          group.pod().priorityClass());
    }

    /** A worker group may be called as the head is; names stay unique all the same. */
    private String unused(String wanted) {
      var name = wanted;
      for (int i = 2; !names.add(name); i++) {
        name = wanted + "-" + i;
      }
      return name;
    }

    Demand demand(Findings findings) {
      return findings
          .first()
          .<Demand>map(found -> new Demand.Unreadable(found.path(), found.problem()))
          .orElseGet(() -> new Demand.Readable(podSets));
    }
  }
}
