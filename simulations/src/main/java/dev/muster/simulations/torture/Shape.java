package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a gang asks for, in one word: {@code ray:3x4:20:p1:A100} is a RayCluster with three workers
 * of four GPUs of that model each, which run for 20 seconds, of the PriorityClass {@code p1}.
 *
 * @param seconds how long its pods run; 0 for ever
 * @param priority a PriorityClass; empty for none
 * @param model of the GPUs; empty for any
 */
record Shape(Kind kind, int workers, int gpus, int seconds, String priority, String model) {
  /** What is wrapped. */
  enum Kind {
    RAY,
    RAYJOB,
    JOB,
    /** Plain pods, each an object of its own. */
    PODS,
    /** A Job whose pod fails; the gang is tried once more and then given up. */
    FAILING,
    /** A Deployment beside a RayCluster; it runs until somebody deletes it. */
    SERVICE;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final String SETTINGS = "workload.codeflare.dev.appwrapper/";
  private static final Pattern FORM =
      Pattern.compile(
          "([a-z]+):([0-9]{1,3})x([0-9]{1,3}):([0-9]{1,5}):([a-z0-9]*)(?::([A-Z0-9]+))?");

  /** Of any model. */
  Shape(Kind kind, int workers, int gpus, int seconds, String priority) {
    this(kind, workers, gpus, seconds, priority, "");
  }

  String text() {
    var text = "%s:%dx%d:%d:%s".formatted(kind.word(), workers, gpus, seconds, priority);
    return model.isEmpty() ? text : text + ":" + model;
  }

  static Shape parse(String text) {
    var form = FORM.matcher(text);
    if (form.matches()) {
      for (var kind : Kind.values()) {
        if (kind.word().equals(form.group(1))) {
          return new Shape(
              kind,
              Integer.parseInt(form.group(2)),
              Integer.parseInt(form.group(3)),
              Integer.parseInt(form.group(4)),
              form.group(5),
              form.group(6) == null ? "" : form.group(6));
        }
      }
    }
    throw new IllegalArgumentException(
        "'%s' is no shape as ray:3x4:20:p1 or ray:3x4:20:p1:A100".formatted(text));
  }

  /** Whether it comes to an end by itself. */
  boolean ends() {
    return seconds > 0 && kind != Kind.SERVICE;
  }

  /** The AppWrapper; {@code target} is its name, or {@code namespace/name}. */
  Map<String, @Nullable Object> gang(String target) {
    var name = World.nameOf(target);
    var annotations = Trees.object();
    if (kind == Kind.FAILING) {
      annotations.put(SETTINGS + "retryLimit", "1");
      annotations.put(SETTINGS + "failureGracePeriodDuration", "1s");
    }
    annotations.put(SETTINGS + "retryPausePeriodDuration", "5s");
    var components = new ArrayList<@Nullable Object>();
    for (var template : templates(name)) {
      components.add(Trees.object("template", template));
    }
    return Trees.object(
        "apiVersion",
        "workload.codeflare.dev/v1beta2",
        "kind",
        "AppWrapper",
        "metadata",
        Trees.object(
            "name", name, "namespace", World.namespaceOf(target), "annotations", annotations),
        "spec",
        Trees.object("components", components));
  }

  /** A Job of this shape that names a queue and that nothing wraps. */
  Map<String, @Nullable Object> queuedJob(String target) {
    var object = job(World.nameOf(target), workers, 0);
    var metadata = Trees.map(object, "metadata");
    metadata.put("namespace", World.namespaceOf(target));
    metadata.put("labels", Trees.object("kueue.x-k8s.io/queue-name", ""));
    metadata.put("annotations", Trees.object(SETTINGS + "retryPausePeriodDuration", "5s"));
    return object;
  }

  private List<Map<String, @Nullable Object>> templates(String name) {
    return switch (kind) {
      case RAY -> List.of(ray(name, true));
      case RAYJOB -> List.of(rayJob(name));
      case JOB -> List.of(job(name, workers, 0));
      case FAILING -> List.of(job(name, 1, 3));
      case PODS -> pods(name);
      case SERVICE -> List.of(deployment(name), ray(name, false));
    };
  }

  private Map<String, @Nullable Object> pod(String role, int gpuCount, int exitCode) {
    var annotations = Trees.object();
    if (ends() && kind != Kind.RAYJOB) { // which tells by itself when it is done
      annotations.put("demo.muster.dev/run-seconds", String.valueOf(seconds));
    }
    if (exitCode != 0) {
      annotations.put("demo.muster.dev/exit-code", String.valueOf(exitCode));
    }
    var requests = Trees.object("cpu", "1");
    var selector = Trees.object();
    if (gpuCount > 0 && !model.isEmpty()) {
      selector.put("nvidia.com/gpu.product", model);
    }
    if (gpuCount > 0) {
      requests.put("nvidia.com/gpu", String.valueOf(gpuCount));
    }
    var container =
        Trees.object(
            "name",
            role,
            "image",
            "x",
            "resources",
            Trees.object("requests", requests, "limits", Trees.copyOf(requests)));
    var spec = Trees.object("containers", new ArrayList<@Nullable Object>(List.of(container)));
    if (!selector.isEmpty()) {
      spec.put("nodeSelector", selector);
    }
    if (!priority.isEmpty()) {
      spec.put("priorityClassName", priority);
    }
    return Trees.object("metadata", Trees.object("annotations", annotations), "spec", spec);
  }

  private Map<String, @Nullable Object> ray(String name, boolean withWorkers) {
    return top("ray.io/v1", "RayCluster", name, cluster(withWorkers));
  }

  private Map<String, @Nullable Object> cluster(boolean withWorkers) {
    var head = Trees.object("rayStartParams", Trees.object(), "template", pod("head", 0, 0));
    var spec = Trees.object("headGroupSpec", head);
    if (withWorkers) {
      long count = workers;
      spec.put(
          "workerGroupSpecs",
          new ArrayList<@Nullable Object>(
              List.of(
                  Trees.object(
                      "groupName",
                      "gpu",
                      "replicas",
                      count,
                      "minReplicas",
                      count,
                      "maxReplicas",
                      count,
                      "rayStartParams",
                      Trees.object(),
                      "template",
                      pod("worker", gpus, 0)))));
    }
    return spec;
  }

  private Map<String, @Nullable Object> rayJob(String name) {
    var spec =
        Trees.object(
            "entrypoint",
            "python train.py",
            "shutdownAfterJobFinishes",
            true,
            "rayClusterSpec",
            cluster(true));
    var object = top("ray.io/v1", "RayJob", name, spec);
    Trees.map(object, "metadata")
        .put(
            "annotations",
            Trees.object("demo.muster.dev/run-seconds", String.valueOf(Math.max(1, seconds))));
    return object;
  }

  private Map<String, @Nullable Object> job(String name, int pods, int exitCode) {
    var template = pod("main", gpus, exitCode);
    Trees.map(template, "spec").put("restartPolicy", "Never");
    var spec =
        Trees.object(
            "parallelism",
            (long) pods,
            "completions",
            (long) pods,
            "backoffLimit",
            0L,
            "template",
            template);
    return top("batch/v1", "Job", name, spec);
  }

  private List<Map<String, @Nullable Object>> pods(String name) {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (int i = 0; i < workers; i++) {
      var pod = pod("main", gpus, 0);
      Trees.map(pod, "spec").put("restartPolicy", "Never");
      Trees.map(pod, "metadata").put("name", name + "-" + i);
      var object = Trees.object("apiVersion", "v1", "kind", "Pod");
      object.putAll(pod);
      result.add(object);
    }
    return result;
  }

  private Map<String, @Nullable Object> deployment(String name) {
    var template = pod("main", 0, 0);
    Trees.map(template, "metadata").put("labels", Trees.object("app", name));
    var spec =
        Trees.object(
            "replicas",
            1L,
            "selector",
            Trees.object("matchLabels", Trees.object("app", name)),
            "template",
            template);
    return top("apps/v1", "Deployment", name, spec);
  }

  private static Map<String, @Nullable Object> top(
      String apiVersion, String kind, String name, Map<String, @Nullable Object> spec) {
    return Trees.object(
        "apiVersion", apiVersion,
        "kind", kind,
        "metadata", Trees.object("name", name),
        "spec", spec);
  }
}
