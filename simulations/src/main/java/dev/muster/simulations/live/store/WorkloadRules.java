package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Deployments, ReplicaSets and StatefulSets. */
final class WorkloadRules {
  private WorkloadRules() {}

  static Map<String, @Nullable Object> onWrite(
      ResourceType type, Map<String, @Nullable Object> object) {
    var shapes = new Shapes(type);
    var spec = shapes.object(object.get("spec"), "spec");
    shapes.integer(spec, "replicas");
    spec = template(shapes, type, PodSpecs.absent(spec, "replicas", 1L));
    spec =
        switch (type.kind()) {
          case "Deployment" -> rolled(spec);
          case "StatefulSet" -> StatefulSets.withDefaults(spec);
          default -> spec;
        };
    var causes = new ArrayList<Cause>();
    atLeastZero(spec, "replicas", causes);
    PodSpecs.validate(Trees.objectAt(spec, "template", "spec"), "spec.template.spec", causes);
    selector(shapes, spec, causes);
    var policy = Trees.textAt(spec, "template", "spec", "restartPolicy");
    if (!policy.equals("Always")) {
      causes.add(Cause.unsupported("spec.template.spec.restartPolicy", policy, List.of("Always")));
    }
    refuse(type, object, causes);
    return Trees.put(object, spec, "spec");
  }

  /** How a Deployment goes from one template to the next. */
  private static Map<String, @Nullable Object> rolled(Map<String, @Nullable Object> spec) {
    var result = PodSpecs.absent(spec, "progressDeadlineSeconds", 600L);
    result = PodSpecs.absent(result, "revisionHistoryLimit", 10L);
    var strategy = PodSpecs.absent(Trees.objectAt(result, "strategy"), "type", "RollingUpdate");
    if ("RollingUpdate".equals(strategy.get("type"))) {
      var pace = PodSpecs.absent(Trees.objectAt(strategy, "rollingUpdate"), "maxSurge", "25%");
      pace = PodSpecs.absent(pace, "maxUnavailable", "25%");
      strategy = Trees.put(strategy, pace, "rollingUpdate");
    }
    return Trees.put(result, strategy, "strategy");
  }

  static Map<String, @Nullable Object> onUpdate(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    @Nullable Object selector = Trees.at(next, "spec", "selector");
    if (Objects.equals(Trees.at(old, "spec", "selector"), selector)) {
      return onWrite(type, next);
    }
    var causes = new ArrayList<Cause>();
    try {
      var unused = onWrite(type, next);
    } catch (Refusal refusal) {
      if (refusal.causes().isEmpty()) {
        throw refusal;
      }
      causes.addAll(refusal.causes());
    }
    causes.add(Cause.tree("spec.selector", selector, "field is immutable"));
    throw Statuses.invalid(type, Key.of(old).name(), causes);
  }

  /** Checks the types in the template and fills in its defaults. */
  static Map<String, @Nullable Object> template(
      Shapes shapes, ResourceType type, Map<String, @Nullable Object> spec) {
    var template = shapes.object(spec.get("template"), "spec.template");
    var pod = shapes.object(template.get("spec"), "spec.template.spec");
    PodSpecs.decode(type, pod);
    var metadata = shapes.object(template.get("metadata"), "spec.template.metadata");
    shapes.textMap(metadata, "labels");
    shapes.textMap(metadata, "annotations");
    return Trees.put(spec, PodSpecs.withDefaults(pod), "template", "spec");
  }

  private static void selector(
      Shapes shapes, Map<String, @Nullable Object> spec, List<Cause> causes) {
    var selector = shapes.object(spec.get("selector"), "spec.selector");
    if (selector.isEmpty()) {
      causes.add(Cause.required("spec.selector"));
      return;
    }
    shapes.textMap(selector, "matchLabels");
    var labels = Trees.objectAt(spec, "template", "metadata", "labels");
    for (var wanted : Trees.objectAt(selector, "matchLabels").entrySet()) {
      if (!Objects.equals(labels.get(wanted.getKey()), wanted.getValue())) {
        causes.add(
            Cause.tree(
                "spec.template.metadata.labels",
                labels.isEmpty() ? null : labels,
                "`selector` does not match template `labels`"));
        return;
      }
    }
  }

  static void atLeastZero(Map<String, @Nullable Object> spec, String field, List<Cause> causes) {
    long value = Trees.number(spec.get(field), 0);
    if (value < 0) {
      causes.add(Cause.invalid("spec." + field, value, "must be greater than or equal to 0"));
    } else if (value > Integer.MAX_VALUE) {
      causes.add(Cause.invalid("spec." + field, value, "must be at most " + Integer.MAX_VALUE));
    }
  }

  static void refuse(ResourceType type, Map<String, @Nullable Object> object, List<Cause> causes) {
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, Key.of(object).name(), causes);
    }
  }
}
