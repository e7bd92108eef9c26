package dev.muster.webhook.decide;

import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A new pod that is to be sent to its promised node is held until it is, as long as somebody leads
 * who will send it. With nobody there it starts as any other pod: running work must not depend on
 * Muster.
 *
 * <p>A pod that names its node is let alone: it needs no placing, and Kubernetes allows it no gate.
 */
final class PlacementGate {
  static final String LABEL = "muster.dev/place";
  static final String GATE = "muster.dev/placement";
  private static final String GATES = "/spec/schedulingGates";
  private static final Question LEADS = new Question.Leads();

  private PlacementGate() {}

  static Admission admit(AdmissionRequest request, Facts facts) {
    boolean newPod = request.operation() == Operation.CREATE && request.isOf("", "pods");
    if (!newPod || !isToBePlaced(request.object())) {
      return Admission.UNCHANGED;
    }
    var gate = addition(request.object());
    if (gate.isEmpty()) {
      return Admission.UNCHANGED;
    }
    var leads = facts.of(LEADS);
    if (leads.isEmpty()) {
      return new Admission.Ask(List.of(LEADS));
    }
    return leads.get().equals(Answer.YES) ? new Admission.Let(gate) : Admission.UNCHANGED;
  }

  private static List<Addition> addition(Map<String, @Nullable Object> pod) {
    var gates = map(pod.get("spec")).get("schedulingGates");
    if (gates == null) {
      return List.of(new Addition(GATES, List.of(gate())));
    }
    return gates instanceof Collection<?> list && list.stream().noneMatch(PlacementGate::isOurs)
        ? List.of(new Addition(GATES + "/-", gate()))
        : List.of();
  }

  private static boolean isToBePlaced(Map<String, @Nullable Object> pod) {
    var labels = map(map(pod.get("metadata")).get("labels"));
    return labels.get(LABEL) != null
        && pod.get("spec") instanceof Map<?, ?> spec
        && (spec.get("nodeName") == null || "".equals(spec.get("nodeName")));
  }

  private static boolean isOurs(@Nullable Object gate) {
    return GATE.equals(map(gate).get("name"));
  }

  private static Map<String, Object> gate() {
    var gate = new TreeMap<String, Object>();
    gate.put("name", GATE);
    return gate;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : new TreeMap<>();
  }
}
