package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How many pods somebody wants to keep: one limit, as a number or a share. */
final class DisruptionBudgets {
  private static final List<String> POLICIES = List.of("AlwaysAllow", "IfHealthyBudget");
  private static final Pattern SHARE = Pattern.compile("[0-9]{1,9}%");

  private DisruptionBudgets() {}

  static Map<String, @Nullable Object> onWrite(
      ResourceType type, Map<String, @Nullable Object> budget) {
    var shapes = new Shapes(type);
    var spec = shapes.object(budget.get("spec"), "spec");
    var causes = new ArrayList<Cause>();
    if (spec.get("minAvailable") != null && spec.get("maxUnavailable") != null) {
      causes.add(Cause.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"));
    }
    limit("spec.minAvailable", spec.get("minAvailable"), causes);
    limit("spec.maxUnavailable", spec.get("maxUnavailable"), causes);
    ObjectSelector.validate(
        "spec.selector", shapes.object(spec.get("selector"), "spec.selector"), causes);
    @Nullable Object policy = spec.get("unhealthyPodEvictionPolicy");
    if (policy != null && !POLICIES.contains(policy)) {
      causes.add(Cause.unsupported("spec.unhealthyPodEvictionPolicy", policy, POLICIES));
    }
    WorkloadRules.refuse(type, budget, causes);
    var written = spec.isEmpty() ? Trees.put(budget, Trees.EMPTY, "spec") : budget;
    var status = shapes.object(written.get("status"), "status");
    for (var count :
        List.of("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods")) {
      status = PodSpecs.absent(status, count, 0L);
    }
    return Trees.put(written, status, "status");
  }

  private static void limit(String field, @Nullable Object value, List<Cause> causes) {
    if (value instanceof Long number && number < 0) {
      causes.add(Cause.invalid(field, value, "must be greater than or equal to 0"));
    } else if (value instanceof String share) {
      if (!SHARE.matcher(share).matches()) {
        causes.add(
            Cause.invalid(
                field,
                value,
                "a valid percent string must be a numeric string followed by an ending '%' (e.g."
                    + " '1%',  or '93%', regex used for validation is '[0-9]+%')"));
      } else if (Integer.parseInt(share.substring(0, share.length() - 1)) > 100) {
        causes.add(Cause.invalid(field, value, "must not be greater than 100%"));
      }
    }
  }
}
