package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the status of an InferenceService is to say. */
final class ServingStatus {
  private static final List<String> EACH = List.of("Predictor", "Transformer", "Explainer");

  private final Object service;
  private final Conditions conditions;
  private final Map<String, @Nullable Object> tree = Trees.object();

  /** Begins with what it says now; changes happen at {@code stamp}. */
  ServingStatus(Object service, String stamp) {
    this.service = service;
    this.conditions = Conditions.of(service, stamp);
  }

  /** It is to have no pods. */
  void stopped() {
    conditions.set("Stopped", true, "Stopped", "");
    notReady("Stopped", "");
    tree.put("modelStatus", null);
  }

  /** It cannot have any; tells whether that is news. */
  boolean invalid(String why) {
    boolean told =
        Trees.text(service, "status", "modelStatus", "lastFailureInfo", "message").equals(why);
    conditions.set("Stopped", false, "", "");
    notReady("InvalidSpec", why);
    tree.put(
        "modelStatus",
        Trees.object(
            "transitionStatus",
            "InvalidSpec",
            "lastFailureInfo",
            Trees.object("message", why),
            "states",
            null,
            "copies",
            null));
    return !told;
  }

  private void notReady(String reason, String message) {
    for (String name : EACH) {
      if (conditions.isTrue(name + "Ready")) {
        conditions.set(name + "Ready", false, reason, message);
      }
    }
    conditions.set("Ready", false, reason, message);
  }

  /** It is to have these components; their Deployments tell how they stand. */
  void running(List<String> components, List<Map<String, @Nullable Object>> deployments) {
    conditions.set("Stopped", false, "", "");
    boolean all = true;
    for (String component : components) {
      String name = Trees.name(service) + "-" + component;
      boolean available =
          deployments.stream()
              .filter(deployment -> Trees.name(deployment).equals(name))
              .anyMatch(ServingStatus::isAvailable);
      conditions.set(
          component.substring(0, 1).toUpperCase(Locale.ROOT) + component.substring(1) + "Ready",
          available,
          available ? "" : "MinimumReplicasUnavailable",
          "");
      all &= available;
    }
    conditions.set("Ready", all, all ? "" : "ComponentNotReady", "");
    tree.put("modelStatus", model(deployments));
    tree.put("deploymentMode", "Standard");
  }

  private static boolean isAvailable(Object deployment) {
    return Trees.condition(deployment, "Available").equals("True")
        && Trees.number(deployment, 0, "status", "observedGeneration")
            >= Trees.number(deployment, 0, "metadata", "generation");
  }

  private Map<String, @Nullable Object> model(List<Map<String, @Nullable Object>> deployments) {
    String name = Trees.name(service) + "-predictor";
    var predictor =
        deployments.stream().filter(deployment -> Trees.name(deployment).equals(name)).findFirst();
    boolean loaded = predictor.filter(ServingStatus::isAvailable).isPresent();
    long copies = predictor.map(one -> Trees.number(one, 0, "status", "readyReplicas")).orElse(0L);
    return Trees.object(
        "transitionStatus",
        loaded ? "UpToDate" : "InProgress",
        "lastFailureInfo",
        null,
        "states",
        Trees.object(
            "activeModelState", loaded ? "Loaded" : "",
            "targetModelState", loaded ? "Loaded" : "Pending"),
        "copies",
        Trees.object("failedCopies", 0L, "totalCopies", copies));
  }

  /** A merge patch of the status. */
  Map<String, @Nullable Object> tree() {
    tree.put("conditions", conditions.list());
    tree.put("observedGeneration", Trees.number(service, 0, "metadata", "generation"));
    return tree;
  }
}
