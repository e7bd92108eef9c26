package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Jobs of a JobSet: as they are made, and as they are let go after a suspension. */
final class JobSetJobs {
  static final String GROUP = "jobset.sigs.k8s.io/replicatedjob-name";
  private static final String LABELS = "jobset.sigs.k8s.io/";
  private static final String ATTEMPT = LABELS + "restart-attempt";
  private static final List<String> MERGED = List.of("nodeSelector");
  private static final List<String> JOINED = List.of("tolerations", "schedulingGates");

  private JobSetJobs() {}

  /** How many Jobs a group is to have. */
  static long replicas(Object group) {
    return Math.max(0, Trees.number(group, 1, "replicas"));
  }

  static String name(Object set, Object group, long index) {
    return Trees.name(set) + "-" + Trees.text(group, "name") + "-" + index;
  }

  static boolean suspended(Object job) {
    return Trees.flag(job, "spec", "suspend");
  }

  /** Which attempt of its JobSet a Job is of. */
  static long attempt(Object job) {
    String attempt = Trees.text(job, "metadata", "labels", ATTEMPT);
    return attempt.matches("[0-9]{1,9}") ? Long.parseLong(attempt) : -1;
  }

  /** The Job of that number in the group. */
  static Map<String, @Nullable Object> job(Object set, Object group, long index) {
    var marks =
        Trees.object(
            LABELS + "jobset-name",
            Trees.name(set),
            GROUP,
            Trees.text(group, "name"),
            LABELS + "replicatedjob-replicas",
            String.valueOf(replicas(group)),
            LABELS + "job-index",
            String.valueOf(index),
            ATTEMPT,
            String.valueOf(Trees.number(set, 0, "status", "restarts")));
    var template = Trees.copyOf(Trees.map(group, "template"));
    var job =
        Templates.child("batch/v1", "Job", set, name(set, group, index), Trees.object(), template);
    mark(Trees.map(job, "metadata"), marks);
    var spec = Trees.map(job, "spec");
    var pods = new LinkedHashMap<String, @Nullable Object>(Trees.map(spec, "template"));
    var metadata = new LinkedHashMap<String, @Nullable Object>(Trees.map(pods, "metadata"));
    mark(metadata, marks);
    pods.put("metadata", metadata);
    var podSpec = new LinkedHashMap<String, @Nullable Object>(Trees.map(pods, "spec"));
    podSpec.putIfAbsent("restartPolicy", "OnFailure");
    pods.put("spec", podSpec);
    spec.put("template", pods);
    spec.put("suspend", Trees.flag(set, "spec", "suspend"));
    return job;
  }

  /** Puts the marks among the labels and among the annotations. */
  private static void mark(
      Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> marks) {
    for (String field : List.of("labels", "annotations")) {
      var all = new LinkedHashMap<String, @Nullable Object>(Trees.map(metadata, field));
      all.putAll(marks);
      metadata.put(field, all);
    }
  }

  /**
   * A merge patch that lets a Job go. What was added to the template while all was suspended, as
   * where its pods may run, is taken over.
   */
  static Map<String, @Nullable Object> resumption(Object set, Object job) {
    var patch = Trees.object("suspend", false);
    group(set, job)
        .map(group -> Trees.map(group, "template", "spec", "template"))
        .map(template -> additions(template, Trees.map(job, "spec", "template")))
        .filter(additions -> !additions.isEmpty())
        .ifPresent(additions -> patch.put("template", additions));
    return Trees.object("spec", patch);
  }

  private static Optional<Map<String, @Nullable Object>> group(Object set, Object job) {
    String name = Trees.text(job, "metadata", "labels", GROUP);
    return Trees.maps(set, "spec", "replicatedJobs").stream()
        .filter(group -> Trees.text(group, "name").equals(name))
        .findFirst();
  }

  private static Map<String, @Nullable Object> additions(Object template, Object present) {
    var result = Trees.object();
    for (String field : List.of("labels", "annotations")) {
      put(result, "metadata", field, newEntries(template, present, "metadata", field));
    }
    for (String field : MERGED) {
      put(result, "spec", field, newEntries(template, present, "spec", field));
    }
    for (String field : JOINED) {
      var all = new ArrayList<>(Trees.maps(present, "spec", field));
      Trees.maps(template, "spec", field).stream()
          .filter(entry -> all.stream().noneMatch(other -> Alike.are(entry, other)))
          .forEach(all::add);
      boolean more = all.size() > Trees.maps(present, "spec", field).size();
      put(result, "spec", field, more ? all : null);
    }
    return result;
  }

  private static @Nullable Object newEntries(
      Object template, Object present, String part, String field) {
    var result = Trees.object();
    var old = Trees.map(present, part, field);
    Trees.map(template, part, field)
        .forEach((key, value) -> {
          if (!Alike.are(old.get(key), value)) {
            result.put(key, value);
          }
        });
    return result.isEmpty() ? null : result;
  }

  private static void put(
      Map<String, @Nullable Object> patch, String part, String field, @Nullable Object value) {
    if (value != null) {
      var inner = new LinkedHashMap<String, @Nullable Object>(Trees.map(patch, part));
      inner.put(field, value);
      patch.put(part, inner);
    }
  }
}
