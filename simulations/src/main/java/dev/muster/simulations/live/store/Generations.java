package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Counts the changes of what an object asks for, as against what is so. */
final class Generations {
  private static final List<String> BUILT_IN =
      List.of(
          "pods",
          "deployments.apps",
          "replicasets.apps",
          "statefulsets.apps",
          "jobs.batch",
          "ingresses.networking.k8s.io",
          "networkpolicies.networking.k8s.io",
          "poddisruptionbudgets.policy",
          "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io",
          "customresourcedefinitions.apiextensions.k8s.io");

  private Generations() {}

  /** Whether objects of this kind have a generation. */
  static boolean kept(ResourceType type, Kinds kinds) {
    return kinds.custom(type) != null || BUILT_IN.contains(type.qualifiedName());
  }

  /** Whether objects of this kind are born with a generation, though it may never rise. */
  static boolean begun(ResourceType type, Kinds kinds) {
    return kept(type, kinds) || type.equals(BuiltInKinds.PRIORITY_CLASSES);
  }

  /** Returns {@code next} with a higher generation if anything but metadata and status changed. */
  static Map<String, @Nullable Object> raised(
      ResourceType type,
      Kinds kinds,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> next) {
    if (!kept(type, kinds) || !differs(type, old, next)) {
      return next;
    }
    return Trees.put(next, generation(old) + 1, "metadata", "generation");
  }

  static long generation(Map<String, @Nullable Object> object) {
    return Trees.number(Trees.at(object, "metadata", "generation"), 0);
  }

  private static boolean differs(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    var fields = new TreeSet<>(old.keySet());
    fields.addAll(next.keySet());
    fields.remove("metadata");
    if (type.has("status")) {
      fields.remove("status");
    }
    return fields.stream().anyMatch(field -> !Objects.equals(old.get(field), next.get(field)));
  }
}
