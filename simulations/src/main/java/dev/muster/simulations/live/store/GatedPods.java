package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a pod that is still gated may be narrowed to fewer nodes, but never widened. */
final class GatedPods {
  private static final String TERMS =
      "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";

  private GatedPods() {}

  static void check(
      Map<String, @Nullable Object> before,
      Map<String, @Nullable Object> after,
      List<Cause> causes) {
    var selector = Trees.objectAt(after, "nodeSelector");
    for (var entry : Trees.objectAt(before, "nodeSelector").entrySet()) {
      if (!String.valueOf(entry.getValue()).equals(selector.get(entry.getKey()))) {
        causes.add(
            Cause.invalid(
                "spec.nodeSelector",
                selector,
                "only additions to spec.nodeSelector are allowed (no mutations or deletions)"));
        break;
      }
    }
    terms(required(before), required(after), causes);
  }

  private static List<@Nullable Object> required(Map<String, @Nullable Object> spec) {
    return Trees.listAt(
        spec,
        "affinity",
        "nodeAffinity",
        "requiredDuringSchedulingIgnoredDuringExecution",
        "nodeSelectorTerms");
  }

  private static void terms(
      List<@Nullable Object> before, List<@Nullable Object> after, List<Cause> causes) {
    if (before.isEmpty()) {
      return;
    }
    if (before.size() != after.size()) {
      causes.add(
          Cause.invalid(
              TERMS,
              after,
              "no additions/deletions to non-empty NodeSelectorTerms list are allowed"));
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      boolean narrowed =
          extended(before.get(i), after.get(i), "matchExpressions")
              && extended(before.get(i), after.get(i), "matchFields")
              && !(Trees.object(before.get(i)).isEmpty() && !Trees.object(after.get(i)).isEmpty());
      if (!narrowed) {
        causes.add(
            Cause.invalid(
                TERMS + "[" + i + "]",
                after.get(i),
                "only additions are allowed (no mutations or deletions)"));
      }
    }
  }

  /** Whether the list begins with all that was there. */
  private static boolean extended(@Nullable Object before, @Nullable Object after, String field) {
    var old = Trees.listAt(before, field);
    var now = Trees.listAt(after, field);
    return now.size() >= old.size() && now.subList(0, old.size()).equals(old);
  }
}
