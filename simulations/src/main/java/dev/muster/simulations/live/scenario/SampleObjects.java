package dev.muster.simulations.live.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the objects of a scenario as trees, shaped as clients emit them. */
final class SampleObjects {
  /** Seconds that a virtual pod runs before it ends by itself. */
  static final String RUN_SECONDS = "demo.muster.dev/run-seconds";

  /** Exit code of a virtual pod; absent = 0. */
  static final String EXIT_CODE = "demo.muster.dev/exit-code";

  private SampleObjects() {}

  /** A tree from keys and values in turn; a null value leaves its key out. */
  static Map<String, @Nullable Object> map(@Nullable Object... keysAndValues) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      var value = keysAndValues[i + 1];
      if (value != null) {
        result.put(String.valueOf(keysAndValues[i]), value);
      }
    }
    return result;
  }

  static Map<String, @Nullable Object> namespace(String name) {
    return map("apiVersion", "v1", "kind", "Namespace", "metadata", map("name", name));
  }

  static Map<String, @Nullable Object> priorityClass(String name, long value) {
    return map(
        "apiVersion",
        "scheduling.k8s.io/v1",
        "kind",
        "PriorityClass",
        "metadata",
        map("name", name),
        "value",
        value,
        "globalDefault",
        false);
  }

  /** An AppWrapper around one object. */
  static Map<String, @Nullable Object> appWrapper(
      String namespace,
      String name,
      Map<String, @Nullable Object> annotations,
      Map<String, @Nullable Object> template) {
    return map(
        "apiVersion",
        "workload.codeflare.dev/v1beta2",
        "kind",
        "AppWrapper",
        "metadata",
        map(
            "name",
            name,
            "namespace",
            namespace,
            "annotations",
            annotations.isEmpty() ? null : annotations),
        "spec",
        map("components", List.of(map("template", template))));
  }

  /** What one pod asks for: limits equal to requests. */
  static Map<String, @Nullable Object> resources(long cpu, String memory, long gpus) {
    var amounts =
        map("cpu", cpu, "memory", memory, "nvidia.com/gpu", gpus == 0 ? null : (Object) gpus);
    return map("requests", amounts, "limits", amounts);
  }

  /** A pod template with one container. */
  static Map<String, @Nullable Object> podTemplate(
      PodShape shape, String container, Map<String, @Nullable Object> resources) {
    return map(
        "metadata",
        shape.annotations().isEmpty() ? map() : map("annotations", shape.annotations()),
        "spec",
        map(
            "priorityClassName",
            shape.priorityClass().isEmpty() ? null : shape.priorityClass(),
            "restartPolicy",
            shape.restartPolicy().isEmpty() ? null : shape.restartPolicy(),
            "nodeSelector",
            shape.nodeSelector().isEmpty() ? null : shape.nodeSelector(),
            "containers",
            List.of(map("name", container, "image", "ray:2.52.1", "resources", resources))));
  }

  /** What all pods of one gang have in common. */
  record PodShape(
      String priorityClass,
      String restartPolicy,
      Map<String, @Nullable Object> nodeSelector,
      Map<String, @Nullable Object> annotations) {

    /** Runs for {@code seconds} at this priority, then ends well. */
    static PodShape running(String priorityClass, double seconds) {
      return new PodShape(priorityClass, "", map(), map(RUN_SECONDS, String.valueOf(seconds)));
    }

    PodShape on(String label, String value) {
      return new PodShape(priorityClass, restartPolicy, map(label, value), annotations);
    }

    /** Runs until somebody deletes it: the pods of a RayJob's cluster. */
    PodShape endless() {
      return new PodShape(priorityClass, restartPolicy, nodeSelector, map());
    }

    /** Never restarted, and ending with this exit code. */
    PodShape exiting(int code) {
      var changed = new LinkedHashMap<String, @Nullable Object>(annotations);
      changed.put(EXIT_CODE, String.valueOf(code));
      return new PodShape(priorityClass, "Never", nodeSelector, changed);
    }
  }

  /** A group of equal Ray workers. */
  record Workers(String group, long replicas, Map<String, @Nullable Object> resources) {}

  /** A RayCluster: one head of 2 CPU and 8 G, and worker groups. */
  static Map<String, @Nullable Object> rayCluster(
      String name, PodShape shape, List<Workers> groups) {
    return map(
        "apiVersion",
        "ray.io/v1",
        "kind",
        "RayCluster",
        "metadata",
        map("name", name, "labels", map("ray.io/cluster", name)),
        "spec",
        rayClusterSpec(shape, groups));
  }

  /** As the codeflare-sdk emits it: also with what is switched off, and unequal limits. */
  static Map<String, @Nullable Object> sdkRayCluster(
      String namespace, String name, PodShape shape) {
    var small = map("cpu", "500m", "memory", "512Mi");
    var head =
        map(
            "requests", map("cpu", 1L, "memory", "5G"),
            "limits", map("cpu", 2L, "memory", "8G"));
    return map(
        "apiVersion",
        "ray.io/v1",
        "kind",
        "RayCluster",
        "metadata",
        map(
            "name",
            name,
            "namespace",
            namespace,
            "labels",
            map("controller-tools.k8s.io", "1.0", "ray.io/cluster", name)),
        "spec",
        map(
            "rayVersion",
            "2.52.1",
            "enableInTreeAutoscaling",
            false,
            "autoscalerOptions",
            map(
                "upscalingMode",
                "Default",
                "idleTimeoutSeconds",
                60L,
                "resources",
                map("limits", small, "requests", small)),
            "headGroupSpec",
            map(
                "serviceType",
                "ClusterIP",
                "enableIngress",
                false,
                "rayStartParams",
                map("dashboard-host", "0.0.0.0", "block", "true", "num-gpus", "0"),
                "template",
                podTemplate(shape, "ray-head", head)),
            "workerGroupSpecs",
            List.of(
                map(
                    "groupName",
                    "small-group-" + name,
                    "replicas",
                    2L,
                    "minReplicas",
                    2L,
                    "maxReplicas",
                    2L,
                    "rayStartParams",
                    map("block", "true", "num-gpus", "1"),
                    "template",
                    podTemplate(shape, "machine-learning", resources(2, "8G", 1))))));
  }

  static Map<String, @Nullable Object> pod(
      String name, PodShape shape, Map<String, @Nullable Object> resources) {
    var template =
        new LinkedHashMap<String, @Nullable Object>(podTemplate(shape, "main", resources));
    template.put("apiVersion", "v1");
    template.put("kind", "Pod");
    template.put("metadata", map("name", name, "annotations", shape.annotations()));
    return template;
  }

  static Map<String, @Nullable Object> rayClusterSpec(PodShape shape, List<Workers> groups) {
    var workerGroups = new ArrayList<Map<String, @Nullable Object>>();
    for (var group : groups) {
      workerGroups.add(
          map(
              "groupName",
              group.group(),
              "replicas",
              group.replicas(),
              "minReplicas",
              group.replicas(),
              "maxReplicas",
              group.replicas(),
              "rayStartParams",
              map("block", "true"),
              "template",
              podTemplate(shape, "machine-learning", group.resources())));
    }
    return map(
        "rayVersion",
        "2.52.1",
        "enableInTreeAutoscaling",
        false,
        "headGroupSpec",
        map(
            "serviceType",
            "ClusterIP",
            "rayStartParams",
            map("dashboard-host", "0.0.0.0", "num-gpus", "0"),
            "template",
            podTemplate(shape, "ray-head", resources(2, "8G", 0))),
        "workerGroupSpecs",
        workerGroups);
  }

  static Map<String, @Nullable Object> rayJob(String name, PodShape shape, List<Workers> groups) {
    return map(
        "apiVersion",
        "ray.io/v1",
        "kind",
        "RayJob",
        "metadata",
        map("name", name, "annotations", shape.annotations()),
        "spec",
        map(
            "entrypoint",
            "python train.py",
            "shutdownAfterJobFinishes",
            true,
            "ttlSecondsAfterFinished",
            0L,
            "rayClusterSpec",
            rayClusterSpec(shape.endless(), groups)));
  }

  static Map<String, @Nullable Object> job(
      String name, PodShape shape, long pods, Map<String, @Nullable Object> resources) {
    return map(
        "apiVersion",
        "batch/v1",
        "kind",
        "Job",
        "metadata",
        map("name", name),
        "spec",
        map(
            "parallelism",
            pods,
            "completions",
            pods,
            "backoffLimit",
            0L,
            "template",
            podTemplate(shape, "main", resources)));
  }
}
