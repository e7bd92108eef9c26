package dev.muster.simulations.live.objects;

import dev.muster.simulations.live.objects.Machine.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a pod may go, whatever room there is: its node selector, its required node affinity and its
 * tolerations, read once from its spec and asked for each machine.
 */
public final class Eligibility {
  private static final String MISMATCH = "node(s) didn't match Pod's node affinity/selector";

  private final SortedMap<String, String> selector;
  private final boolean restricted;
  private final List<Map<String, @Nullable Object>> terms;
  private final List<Map<String, @Nullable Object>> tolerations;

  private Eligibility(Object podSpec) {
    var required =
        Trees.at(
            podSpec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
    this.selector = Trees.strings(podSpec, "nodeSelector");
    this.restricted = required != null;
    this.terms = Trees.maps(required, "nodeSelectorTerms");
    this.tolerations = Trees.maps(podSpec, "tolerations");
  }

  public static Eligibility of(Object podSpec) {
    return new Eligibility(podSpec);
  }

  /** Why the pod may not come to this machine, in kube-scheduler's words; empty if it may. */
  public Optional<String> refusal(Machine machine) {
    if (machine.cordoned()
        && !tolerates(new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule"))) {
      return Optional.of("node(s) were unschedulable");
    }
    if (!machine.ready()) {
      return Optional.of("node(s) had untolerated taint {node.kubernetes.io/not-ready: }");
    }
    for (var taint : machine.taints()) {
      if (taint.keepsOut() && !tolerates(taint)) {
        return Optional.of(
            "node(s) had untolerated taint {%s: %s}".formatted(taint.key(), taint.value()));
      }
    }
    return matches(machine) ? Optional.empty() : Optional.of(MISMATCH);
  }

  private boolean matches(Machine machine) {
    boolean selected =
        selector.entrySet().stream()
            .allMatch(e -> e.getValue().equals(machine.labels().get(e.getKey())));
    return selected && (!restricted || terms.stream().anyMatch(term -> termMatches(term, machine)));
  }

  private static boolean termMatches(Object term, Machine machine) {
    var labels = Trees.maps(term, "matchExpressions");
    var fields = Trees.maps(term, "matchFields");
    if (labels.isEmpty() && fields.isEmpty()) {
      return false;
    }
    return labels.stream()
            .allMatch(wish -> holds(wish, machine.labels().get(Trees.text(wish, "key"))))
        && fields.stream()
            .allMatch(wish ->
                Trees.text(wish, "key").equals("metadata.name") && holds(wish, machine.name()));
  }

  private static boolean holds(Object wish, @Nullable String value) {
    List<String> values = Trees.texts(wish, "values");
    return switch (Trees.text(wish, "operator")) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> value != null && compared(value, values).filter(order -> order > 0).isPresent();
      case "Lt" -> value != null && compared(value, values).filter(order -> order < 0).isPresent();
      default -> false;
    };
  }

  private static Optional<Integer> compared(String value, List<String> bounds) {
    try {
      return bounds.size() == 1
          ? Optional.of(Long.compare(Long.parseLong(value), Long.parseLong(bounds.getFirst())))
          : Optional.empty();
    } catch (NumberFormatException notANumber) {
      return Optional.empty(); // such a label, or such a bound, compares with nothing
    }
  }

  private boolean tolerates(Taint taint) {
    return tolerations.stream().anyMatch(toleration -> covers(toleration, taint));
  }

  private static boolean covers(Object toleration, Taint taint) {
    String effect = Trees.text(toleration, "effect");
    String key = Trees.text(toleration, "key");
    if (!effect.isEmpty() && !effect.equals(taint.effect())) {
      return false;
    }
    if (Trees.text(toleration, "operator").equals("Exists")) {
      return key.isEmpty() || key.equals(taint.key());
    }
    return key.equals(taint.key()) && Trees.text(toleration, "value").equals(taint.value());
  }
}
