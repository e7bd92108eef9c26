package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Demands;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.ComponentStatus.EffectivePodSet;
import dev.muster.scheduler.model.Demand;
import java.util.Map;
import java.util.TreeMap;

/**
 * It must be known which pods an AppWrapper will have: at least one (in MCAD's version, maybe none)
 * and at most eight sets of them, and what its components declare is what their templates make.
 */
final class PodSetRule {
  private static final int MOST = 8;
  private static final String SUBMITTER = ".submitterPodTemplate";

  private PodSetRule() {}

  static void check(Wrapper wrapper, Problems problems) {
    var spec = object(wrapper.spec());
    var demand = Demands.ofAppWrapper(spec);
    if (!(demand instanceof Demand.Readable readable)) {
      if (demand instanceof Demand.Unreadable wrong) {
        problems.add(wrong.path(), "error inferring PodSets: " + wrong.problem());
      }
      return;
    }
    var effective = Demands.components(spec);
    var components = wrapper.components();
    int sum = 0;
    for (int i = 0; i < components.size(); i++) {
      int makes = (int) effective.get(i).podSets().stream().filter(PodSetRule::isTold).count();
      var podSets = components.get(i).get("podSets");
      int declared = podSets.items().size();
      if (declared > 0 && declared != makes && declared != effective.get(i).podSets().size()) {
        problems.add(podSets, "declares %d, but the template makes %d".formatted(declared, makes));
      }
      boolean isUnknown = effective.get(i).podSets().isEmpty();
      sum += Math.max(Math.max(declared, makes), isUnknown ? said(readable, i) : 0);
    }
    if (sum == 0 && !wrapper.isMcads()) {
      problems.add(
          wrapper.spec().get("components"),
          "components contains no podspecs; declare podSets for kinds that Muster does not know");
    }
    if (sum > MOST) {
      problems.add(
          wrapper.spec().get("components"),
          "components contains %d podspecs; at most %d are allowed".formatted(sum, MOST));
    }
  }

  /** The sets of a kind that nobody knows of which v1beta1 says how many pods they have. */
  private static int said(Demand.Readable demand, int component) {
    return (int) demand.podSets().stream().filter(set -> set.component() == component).count();
  }

  /** A RayJob's submitter is nobody's business but Ray's: clients neither declare nor count it. */
  private static boolean isTold(EffectivePodSet podSet) {
    return !podSet.path().endsWith(SUBMITTER);
  }

  private static Map<String, Object> object(Tree place) {
    var object = new TreeMap<String, Object>();
    if (place.value() instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (value != null) {
          object.put(String.valueOf(key), value);
        }
      });
    }
    return object;
  }
}
