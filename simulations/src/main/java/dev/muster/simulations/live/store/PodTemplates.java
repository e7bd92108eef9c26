package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Deployments, Jobs and their like share: a template of pods, and a selector of these. */
final class PodTemplates {
  private PodTemplates() {}

  /** Checks the types in the template and fills in its defaults. */
  static Map<String, @Nullable Object> decoded(
      Shapes shapes, ResourceType type, Map<String, @Nullable Object> spec) {
    var template = shapes.object(spec.get("template"), "spec.template");
    var pod = shapes.object(template.get("spec"), "spec.template.spec");
    PodSpecs.decode(type, pod);
    var metadata = shapes.object(template.get("metadata"), "spec.template.metadata");
    shapes.textMap(metadata, "labels");
    shapes.textMap(metadata, "annotations");
    return Trees.put(spec, PodSpecs.withDefaults(pod), "template", "spec");
  }

  static void validate(Map<String, @Nullable Object> spec, List<Cause> causes) {
    Names.checkLabels("spec.template.labels", labels(spec), causes);
    Names.checkAnnotations(
        "spec.template.annotations",
        Trees.objectAt(spec, "template", "metadata", "annotations"),
        causes);
    PodSpecs.validate(Trees.objectAt(spec, "template", "spec"), "spec.template.spec", causes);
  }

  /** A selector must be there, be right, and take the template's own pods. */
  static void validateSelector(
      Shapes shapes, Map<String, @Nullable Object> spec, List<Cause> causes) {
    @Nullable Object given = spec.get("selector");
    var selector = shapes.object(given, "spec.selector");
    shapes.textMap(selector, "matchLabels");
    if (given == null) {
      causes.add(Cause.required("spec.selector"));
    } else {
      ObjectSelector.validate("spec.selector", selector, causes);
    }
    var labels = labels(spec);
    if (given == null || !ObjectSelector.matches(selector, labels)) {
      causes.add(
          Cause.tree(
              "spec.template.metadata.labels",
              labels.isEmpty() ? null : labels,
              "`selector` does not match template `labels`"));
    }
  }

  static Map<String, @Nullable Object> labels(Map<String, @Nullable Object> spec) {
    return Trees.objectAt(spec, "template", "metadata", "labels");
  }
}
