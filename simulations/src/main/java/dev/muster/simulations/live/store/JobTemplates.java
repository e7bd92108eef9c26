package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may still change in the template of a Job: while nothing of it runs, where and with what.
 */
final class JobTemplates {
  private static final List<String> RESOURCES = List.of("initContainers", "containers");
  private static final List<String> DIRECTIVES =
      List.of("nodeSelector", "tolerations", "schedulingGates");

  private JobTemplates() {}

  static void validateUpdate(
      Map<String, @Nullable Object> old, Map<String, @Nullable Object> spec, List<Cause> causes) {
    if (!isOpen(old)) {
      JobRules.fixed("template", Trees.at(old, "spec", "template"), spec.get("template"), causes);
      return;
    }
    var before = Trees.objectAt(old, "spec", "template", "spec");
    var after = Trees.objectAt(spec, "template", "spec");
    if (!masked(before).equals(masked(after))) {
      causes.add(Cause.tree("spec.template.spec", after, "field is immutable"));
    }
  }

  private static boolean isOpen(Map<String, @Nullable Object> job) {
    boolean idle =
        Trees.at(job, "status", "startTime") == null
            || Trees.objects(Trees.at(job, "status", "conditions")).stream()
                .anyMatch(condition ->
                    "Suspended".equals(condition.get("type"))
                        && "True".equals(condition.get("status")));
    return Boolean.TRUE.equals(Trees.at(job, "spec", "suspend"))
        && idle
        && Trees.number(Trees.at(job, "status", "active"), 0) == 0;
  }

  private static Map<String, @Nullable Object> masked(Map<String, @Nullable Object> pod) {
    var result = pod;
    for (var field : DIRECTIVES) {
      result = Trees.remove(result, field);
    }
    result = Trees.remove(result, "affinity", "nodeAffinity");
    result =
        Trees.objectAt(result, "affinity").isEmpty() ? Trees.remove(result, "affinity") : result;
    for (var field : RESOURCES) {
      var containers = new ArrayList<@Nullable Object>();
      for (var container : Trees.objects(result.get(field))) {
        containers.add(Trees.remove(container, "resources"));
      }
      result = Trees.put(result, Trees.frozen(containers), field);
    }
    return result;
  }
}
