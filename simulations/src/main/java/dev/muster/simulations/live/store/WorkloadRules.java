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
    spec = PodTemplates.decoded(shapes, type, PodSpecs.absent(spec, "replicas", 1L));
    spec =
        switch (type.kind()) {
          case "Deployment" -> rolled(spec);
          case "StatefulSet" -> StatefulSets.withDefaults(spec);
          default -> spec;
        };
    var causes = new ArrayList<Cause>();
    atLeastZero(spec, "replicas", causes);
    PodTemplates.validate(spec, causes);
    selector(type, spec, causes);
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

  private static void selector(
      ResourceType type, Map<String, @Nullable Object> spec, List<Cause> causes) {
    PodTemplates.validateSelector(new Shapes(type), spec, causes);
    boolean empty =
        spec.get("selector") != null
            && Trees.objectAt(spec, "selector", "matchLabels").isEmpty()
            && Trees.listAt(spec, "selector", "matchExpressions").isEmpty();
    if (empty) {
      var kind = type.kind().equals("StatefulSet") ? "statefulset" : "deployment";
      causes.add(
          Cause.tree(
              "spec.selector", spec.get("selector"), "empty selector is invalid for " + kind));
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
