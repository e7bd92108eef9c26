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

  private static final List<String> LABELS = List.of(UID, "controller-uid", NAME, "job-name");
  private static final List<String> FIXED =
      List.of(
          "selector",
          "completionMode",
          "podFailurePolicy",
          "backoffLimitPerIndex",
          "managedBy",
          "successPolicy");

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
    return PodTemplates.decoded(shapes, type, spec);
  }

  private static Map<String, @Nullable Object> selected(
      Map<String, @Nullable Object> job, Map<String, @Nullable Object> spec) {
    var selector =
        PodSpecs.absent(Trees.objectAt(spec, "selector", "matchLabels"), UID, Metadata.uid(job));
    var result = Trees.put(spec, selector, "selector", "matchLabels");
    var labels = PodTemplates.labels(spec);
    for (var label : LABELS) {
      labels = PodSpecs.absent(labels, label, expected(label, job));
    }
    return Trees.put(result, labels, "template", "metadata", "labels");
  }

  private static String expected(String label, Map<String, @Nullable Object> job) {
    return label.endsWith("uid") ? Metadata.uid(job) : Key.of(job).name();
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
    selector(type, job, spec, causes);
    PodTemplates.validate(spec, causes);
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
    long completions = Trees.number(spec.get("completions"), 0);
    var last = Key.of(job).name() + "-" + (completions - 1);
    if (mode.equals("Indexed") && completions > 0 && !Names.isLabel(last)) {
      causes.add(
          Cause.invalid(
              "metadata.name",
              Key.of(job).name(),
              "will not able to create pod with invalid DNS label: " + last));
    }
    WorkloadRules.refuse(type, job, causes);
  }

  /** One that was made for the job must be as it was made, and so must the labels it is made of. */
  private static void selector(
      ResourceType type,
      Map<String, @Nullable Object> job,
      Map<String, @Nullable Object> spec,
      List<Cause> causes) {
    PodTemplates.validateSelector(new Shapes(type), spec, causes);
    if (Boolean.TRUE.equals(spec.get("manualSelector")) || spec.get("selector") == null) {
      return;
    }
    var labels = PodTemplates.labels(spec);
    Map<String, @Nullable Object> made = Trees.EMPTY;
    for (var label : LABELS) {
      var wanted = expected(label, job);
      made = Trees.put(made, wanted, label);
      var at = "spec.template.metadata.labels[" + label + "]";
      if (labels.get(label) == null) {
        causes.add(Cause.required(at, "must be '" + wanted + "'"));
      } else if (!wanted.equals(labels.get(label))) {
        causes.add(Cause.tree(at, labels, "must be '" + wanted + "'"));
      }
    }
    if (!ObjectSelector.matches(Trees.objectAt(spec, "selector"), made)) {
      causes.add(
          Cause.tree("spec.selector", spec.get("selector"), "`selector` not auto-generated"));
    }
  }

  static Map<String, @Nullable Object> onUpdate(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    var spec = decoded(type, next);
    spec = defaulted(spec);
    var causes = new ArrayList<Cause>();
    for (String field : FIXED) {
      fixed(field, Trees.at(old, "spec", field), spec.get(field), causes);
    }
    completions(Trees.at(old, "spec", "completions"), spec, causes);
    JobTemplates.validateUpdate(old, spec, causes);
    validate(type, old, spec, causes);
    return labelled(Trees.put(next, spec, "spec"));
  }

  private static void completions(
      @Nullable Object before, Map<String, @Nullable Object> spec, List<Cause> causes) {
    @Nullable Object after = spec.get("completions");
    if (!"Indexed".equals(spec.get("completionMode"))) {
      fixed("completions", before, after, causes);
    } else if (after != null && !after.equals(before) && !after.equals(spec.get("parallelism"))) {
      causes.add(
          Cause.invalid(
              "spec.completions", after, "can only be modified in tandem with spec.parallelism"));
    }
  }

  static void fixed(
      String field, @Nullable Object before, @Nullable Object after, List<Cause> causes) {
    if (!Objects.equals(before, after)) {
      causes.add(Cause.tree("spec." + field, after, "field is immutable"));
    }
  }
}
