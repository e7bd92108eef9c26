package dev.muster.simulations.benchmarks;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects of a large cluster, as trees; shaped as clients and controllers write them. */
final class ScaleObjects {
  static final String NAMESPACE = "team";
  static final String HIGH = "bench-high";
  private static final int SHAPES = 256;
  private static final long GPUS = 8;

  private ScaleObjects() {}

  /** A tree from keys and values in turn. */
  static Map<String, @Nullable Object> map(@Nullable Object... keysAndValues) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      result.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return result;
  }

  /** Namespaces, kinds and a priority class, in the order in which to create them. */
  static List<Map<String, @Nullable Object>> foundation() {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (var name : List.of("muster-system", NAMESPACE)) {
      result.add(namespace(name));
    }
    for (var file :
        List.of(
            "/manifests/crds/appwrappers.workload.codeflare.dev.yaml",
            "/manifests/crds/clusters.muster.dev.yaml",
            "/crds/ray.io_rayclusters.yaml",
            "/crds/ray.io_rayjobs.yaml")) {
      result.add(read(file));
    }
    result.add(high());
    return result;
  }

  static Map<String, @Nullable Object> namespace(String name) {
    return map("apiVersion", "v1", "kind", "Namespace", "metadata", map("name", name));
  }

  /** The priority class of the gangs that come first. */
  static Map<String, @Nullable Object> high() {
    return map(
        "apiVersion",
        "scheduling.k8s.io/v1",
        "kind",
        "PriorityClass",
        "metadata",
        map("name", HIGH),
        "value",
        1000L);
  }

  @SuppressWarnings("unchecked") // names of YAML objects are strings
  private static Map<String, @Nullable Object> read(String file) {
    var mapper = YAMLMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();
    try (InputStream stream = ScaleObjects.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("not on the class path: " + file);
      }
      return (Map<String, @Nullable Object>) mapper.readValue(stream, Map.class);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static Map<String, @Nullable Object> node(int number) {
    var amounts = map("cpu", "96", "memory", "1024Gi", "nvidia.com/gpu", "8", "pods", "110");
    return map(
        "apiVersion",
        "v1",
        "kind",
        "Node",
        "metadata",
        map(
            "name",
            nodeName(number),
            "labels",
            map(
                "kubernetes.io/hostname",
                nodeName(number),
                "nvidia.com/gpu.product",
                "A100",
                "topology.kubernetes.io/zone",
                "zone-" + number % 3)),
        "status",
        map(
            "capacity",
            amounts,
            "allocatable",
            amounts,
            "conditions",
            List.of(map("type", "Ready", "status", "True"))));
  }

  static String nodeName(int number) {
    return "node-%05d".formatted(number);
  }

  /** A running pod of somebody's; the first eight of each node have a GPU each, so none is free. */
  static Map<String, @Nullable Object> pod(int number, int nodes) {
    var amounts = map("cpu", "1", "memory", "4Gi");
    if (number / nodes < GPUS) {
      amounts.put("nvidia.com/gpu", "1");
    }
    var container = map("name", "main", "image", "registry.example.com/team/trainer:1.4.2");
    container.put("command", List.of("python", "-m", "trainer", "--config", "/etc/trainer.yaml"));
    container.put(
        "env", List.of(map("name", "EPOCHS", "value", "40"), map("name", "SEED", "value", "7")));
    container.put("resources", map("requests", amounts, "limits", amounts));
    return map(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        map(
            "name",
            "pod-%06d".formatted(number),
            "labels",
            map("app", "trainer", "pod-template-hash", "7c9d" + number % 97)),
        "spec",
        map(
            "nodeName",
            nodeName(number % nodes),
            "containers",
            List.of(container),
            "tolerations",
            List.of(map("key", "nvidia.com/gpu", "operator", "Exists", "effect", "NoSchedule"))));
  }

  static Map<String, @Nullable Object> runningStatus() {
    return map(
        "status",
        map(
            "phase",
            "Running",
            "conditions",
            List.of(
                map("type", "PodScheduled", "status", "True"),
                map("type", "Ready", "status", "True")),
            "podIP",
            "10.128.3.7",
            "startTime",
            "2026-11-01T08:00:00Z"));
  }

  /** A gang that has to wait: a Ray cluster with GPUs, of one of 256 shapes. */
  static Map<String, @Nullable Object> waiting(int number) {
    int shape = number % SHAPES;
    var workers =
        map(
            "groupName",
            "gpu",
            "replicas",
            1L + shape % 8,
            "minReplicas",
            1L + shape % 8,
            "maxReplicas",
            1L + shape % 8,
            "rayStartParams",
            map("block", "true", "num-gpus", "1"),
            "template",
            template("machine-learning", 4 + shape / 8, 1 + shape % 8));
    var head =
        map(
            "serviceType",
            "ClusterIP",
            "rayStartParams",
            map("dashboard-host", "0.0.0.0", "num-gpus", "0"),
            "template",
            template("ray-head", 2, 0));
    var name = "gang-%06d".formatted(number);
    return appWrapper(
        name,
        map(
            "apiVersion",
            "ray.io/v1",
            "kind",
            "RayCluster",
            "metadata",
            map("name", name, "labels", map("ray.io/cluster", name)),
            "spec",
            map(
                "rayVersion",
                "2.52.1",
                "headGroupSpec",
                head,
                "workerGroupSpecs",
                List.of(workers))));
  }

  private static Map<String, @Nullable Object> template(String container, int cpus, int gpus) {
    var amounts = map("cpu", (long) cpus, "memory", "32G");
    if (gpus > 0) {
      amounts.put("nvidia.com/gpu", (long) gpus);
    }
    return map(
        "metadata",
        map("annotations", map("team.example.com/owner", "vision")),
        "spec",
        map(
            "containers",
            List.of(
                map(
                    "name",
                    container,
                    "image",
                    "registry.example.com/ray:2.52.1",
                    "env",
                    List.of(map("name", "HF_HOME", "value", "/cache")),
                    "resources",
                    map("requests", amounts, "limits", amounts)))));
  }

  /** A gang that comes first and fits at once: one pod without a GPU. */
  static Map<String, @Nullable Object> urgent(String name) {
    var amounts = map("cpu", 1L, "memory", "1Gi");
    return appWrapper(
        name,
        map(
            "apiVersion",
            "v1",
            "kind",
            "Pod",
            "metadata",
            map("name", name),
            "spec",
            map(
                "priorityClassName",
                HIGH,
                "restartPolicy",
                "Never",
                "containers",
                List.of(
                    map(
                        "name",
                        "main",
                        "image",
                        "busybox",
                        "resources",
                        map("requests", amounts, "limits", amounts))))));
  }

  private static Map<String, @Nullable Object> appWrapper(
      String name, Map<String, @Nullable Object> template) {
    return map(
        "apiVersion",
        "workload.codeflare.dev/v1beta2",
        "kind",
        "AppWrapper",
        "metadata",
        map("name", name),
        "spec",
        map("components", List.of(map("template", template))));
  }
}
