package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Deployments of the components of InferenceServices. */
final class ServingDeployments {
  private static final String PREFIX = "serving.kserve.io/";

  /** Which state of its service a Deployment was made from: servers change what they are sent. */
  private static final String MADE_FROM = "demo.muster.dev/made-from";

  private static final List<String> NOT_PASSED_ON =
      List.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          "autoscaling.knative.dev/min-scale",
          "autoscaling.knative.dev/max-scale");

  private ServingDeployments() {}

  /** The Deployment of a component whose pods have this spec. */
  static Map<String, @Nullable Object> of(
      Object service, String component, Map<String, @Nullable Object> podSpec) {
    var own = Trees.map(service, "spec", component);
    String name = Trees.name(service) + "-" + component;
    var labels = passedOn(service, own, "labels");
    labels.put(PREFIX + "inferenceservice", Trees.name(service));
    labels.put("component", component);
    labels.put("app", "isvc." + name);
    var annotations = passedOn(service, own, "annotations");
    var template =
        Trees.object(
            "metadata",
            Trees.object("labels", labels, "annotations", annotations),
            "spec",
            podSpec);
    var spec =
        Trees.object(
            "replicas",
            replicas(service, own),
            "selector",
            Trees.object("matchLabels", Trees.object("app", "isvc." + name)),
            "template",
            template);
    var marked = new LinkedHashMap<String, @Nullable Object>(annotations);
    marked.put(MADE_FROM, Templates.hash(spec));
    return Templates.child(
        "apps/v1",
        "Deployment",
        service,
        name,
        labels,
        Trees.object("metadata", Trees.object("annotations", marked), "spec", spec));
  }

  private static Map<String, @Nullable Object> passedOn(Object service, Object own, String field) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.putAll(Trees.map(service, "metadata", field));
    result.putAll(Trees.map(own, field));
    NOT_PASSED_ON.forEach(result::remove);
    return result;
  }

  /** How many pods there are before anybody scales them. */
  private static long replicas(Object service, Object component) {
    long least = Math.max(0, Trees.number(component, 1, "minReplicas"));
    String own = Trees.text(component, "annotations", PREFIX + "autoscalerClass");
    String scaler = own.isEmpty() ? Trees.annotation(service, PREFIX + "autoscalerClass") : own;
    return switch (scaler) {
      case "none", "keda" -> least;
      case "external" -> 1;
      default -> Math.max(1, least);
    };
  }

  /** Whether a Deployment was not made from this state of its service. */
  static boolean differ(Object present, Object wanted) {
    return !Trees.annotation(present, MADE_FROM).equals(Trees.annotation(wanted, MADE_FROM));
  }

  /** A merge patch that makes the one out of the other; what nobody may change stays. */
  static Map<String, @Nullable Object> change(Object present, Object wanted) {
    var metadata = Trees.object();
    for (String field : List.of("labels", "annotations")) {
      metadata.put(
          field,
          replacing(Trees.map(present, "metadata", field), Trees.map(wanted, "metadata", field)));
    }
    var spec = Trees.object();
    spec.put("replicas", Trees.at(wanted, "spec", "replicas"));
    spec.put(
        "template",
        replacing(Trees.map(present, "spec", "template"), Trees.map(wanted, "spec", "template")));
    return Trees.object("metadata", metadata, "spec", spec);
  }

  private static Map<String, @Nullable Object> replacing(
      Map<String, @Nullable Object> old, Map<String, @Nullable Object> wanted) {
    var patch = new LinkedHashMap<String, @Nullable Object>();
    old.keySet().forEach(key -> patch.put(key, null));
    wanted.forEach((key, value) ->
        patch.put(
            key,
            value instanceof Map<?, ?> && old.get(key) instanceof Map<?, ?>
                ? replacing(Trees.map(old, key), Trees.map(value))
                : value));
    return patch;
  }
}
