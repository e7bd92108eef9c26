package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Jobs: the selector and labels that tie pods to them, and a template that stays as it is. */
final class JobRules {
  private static final List<String> MODES = List.of("NonIndexed", "Indexed");
  private static final List<String> COUNTS =
      List.of(
          "parallelism",
          "completions",
          "activeDeadlineSeconds",
          "backoffLimit",
          "ttlSecondsAfterFinished");
  private static final String UID = "batch.kubernetes.io/controller-uid";
  private static final String NAME = "batch.kubernetes.io/job-name";

  /** What may still change in the template of a suspended Job that never started. */
  private static final List<List<String>> DIRECTIVES =
      List.of(
          List.of("metadata", "labels"),
          List.of("metadata", "annotations"),
          List.of("spec", "nodeSelector"),
          List.of("spec", "affinity"),
          List.of("spec", "tolerations"),
          List.of("spec", "schedulingGates"));

  private JobRules() {}

  static Map<String, @Nullable Object> onCreate(
      ResourceType type, Map<String, @Nullable Object> job) {
    var spec = decoded(type, job);
    spec = defaulted(spec);
    if (!Boolean.TRUE.equals(spec.get("manualSelector"))) {
      spec = selected(job, spec);
    }
    validate(type, job, spec, List.of());
    return labelled(Trees.put(job, spec, "spec"));
  }

  private static Map<String, @Nullable Object> defaulted(Map<String, @Nullable Object> given) {
    boolean single = given.get("parallelism") == null && given.get("completions") == null;
    var spec = single ? Trees.put(given, 1L, "completions") : given;
    spec = PodSpecs.absent(spec, "parallelism", 1L);
    spec = PodSpecs.absent(spec, "backoffLimit", 6L);
    spec = PodSpecs.absent(spec, "completionMode", "NonIndexed");
    spec = PodSpecs.absent(spec, "suspend", false);
    spec = PodSpecs.absent(spec, "manualSelector", false);
    return PodSpecs.absent(spec, "podReplacementPolicy", "TerminatingOrFailed");
  }

  /** A job without labels has those of its pods. */
  static Map<String, @Nullable Object> labelled(Map<String, @Nullable Object> job) {
    var labels = Trees.objectAt(job, "spec", "template", "metadata", "labels");
    return Trees.objectAt(job, "metadata", "labels").isEmpty() && !labels.isEmpty()
        ? Metadata.ordered(Trees.put(job, labels, "metadata", "labels"))
        : job;
  }

  private static Map<String, @Nullable Object> decoded(
      ResourceType type, Map<String, @Nullable Object> job) {
    var shapes = new Shapes(type);
    var spec = shapes.object(job.get("spec"), "spec");
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "backoffLimit",
            "activeDeadlineSeconds",
            "ttlSecondsAfterFinished")) {
      shapes.integer(spec, field);
    }
    return WorkloadRules.template(shapes, type, spec);
  }

  private static Map<String, @Nullable Object> selected(
      Map<String, @Nullable Object> job, Map<String, @Nullable Object> spec) {
    var uid = Metadata.uid(job);
    var name = Key.of(job).name();
    var result = Trees.put(spec, Trees.of(UID, uid), "selector", "matchLabels");
    var labels =
        new String[][] {{UID, uid}, {"controller-uid", uid}, {NAME, name}, {"job-name", name}};
    for (var label : labels) {
      result = Trees.put(result, label[1], "template", "metadata", "labels", label[0]);
    }
    return result;
  }

  private static void validate(
      ResourceType type,
      Map<String, @Nullable Object> job,
      Map<String, @Nullable Object> spec,
      List<Cause> already) {
    var causes = new ArrayList<>(already);
    for (String field : COUNTS) {
      WorkloadRules.atLeastZero(spec, field, causes);
    }
    PodSpecs.validate(Trees.objectAt(spec, "template", "spec"), "spec.template.spec", causes);
    var policy = Trees.textAt(spec, "template", "spec", "restartPolicy");
    if (policy.equals("Always")) {
      causes.add(
          Cause.required(
              "spec.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\""));
    }
    var mode = Trees.text(spec.get("completionMode"));
    if (!MODES.contains(mode)) {
      causes.add(Cause.unsupported("spec.completionMode", mode, MODES));
    }
    if (mode.equals("Indexed") && spec.get("completions") == null) {
      causes.add(Cause.required("spec.completions", "when completion mode is Indexed"));
    }
    WorkloadRules.refuse(type, job, causes);
  }

  static Map<String, @Nullable Object> onUpdate(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    var spec = decoded(type, next);
    spec = defaulted(spec);
    var causes = new ArrayList<Cause>();
    for (String field : List.of("selector", "completionMode")) {
      fixed(field, Trees.at(old, "spec", field), spec.get(field), causes);
    }
    boolean indexed = "Indexed".equals(spec.get("completionMode"));
    boolean elastic = indexed && Objects.equals(spec.get("completions"), spec.get("parallelism"));
    @Nullable Object before = Trees.at(old, "spec", "completions");
    if (!indexed) {
      fixed("completions", before, spec.get("completions"), causes);
    } else if (!elastic && !Objects.equals(before, spec.get("completions"))) {
      causes.add(
          Cause.invalid(
              "spec.completions",
              spec.get("completions"),
              "can only be modified in tandem with spec.parallelism"));
    }
    var template = Trees.objectAt(old, "spec", "template");
    var after = Trees.objectAt(spec, "template");
    boolean open =
        Boolean.TRUE.equals(Trees.at(old, "spec", "suspend"))
            && Trees.at(old, "status", "startTime") == null;
    fixed("template", open ? masked(template) : template, open ? masked(after) : after, causes);
    validate(type, old, spec, causes);
    return labelled(Trees.put(next, spec, "spec"));
  }

  private static void fixed(
      String field, @Nullable Object before, @Nullable Object after, List<Cause> causes) {
    if (!Objects.equals(before, after)) {
      causes.add(Cause.invalid("spec." + field, after, "field is immutable"));
    }
  }

  private static Map<String, @Nullable Object> masked(Map<String, @Nullable Object> template) {
    var result = template;
    for (var path : DIRECTIVES) {
      result = Trees.remove(result, path.toArray(String[]::new));
    }
    return Trees.objectAt(result, "metadata").isEmpty() ? Trees.remove(result, "metadata") : result;
  }
}
