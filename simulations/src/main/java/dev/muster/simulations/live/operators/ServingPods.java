package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pod specs of InferenceServices: a runtime with what the model says laid over it, or the
 * containers that a component brings itself, and what KServe adds to either.
 */
final class ServingPods {
  private static final String SERVING = "kserve-container";
  private static final List<String> FRAMEWORKS =
      List.of(
          "sklearn",
          "xgboost",
          "tensorflow",
          "pytorch",
          "triton",
          "onnx",
          "huggingface",
          "pmml",
          "lightgbm",
          "paddle");

  /** Fields of a component that are none of a pod spec. */
  private static final List<String> OWN =
      List.of(
          "model",
          "art",
          "minReplicas",
          "maxReplicas",
          "scaleTarget",
          "scaleMetric",
          "scaleMetricType",
          "autoScaling",
          "containerConcurrency",
          "timeout",
          "canaryTrafficPercent",
          "logger",
          "batcher",
          "labels",
          "annotations",
          "deploymentStrategy",
          "workerSpec",
          "storageUris");

  /** Fields of a model that are none of a container. */
  private static final List<String> OF_MODEL =
      List.of(
          "modelFormat", "runtime", "storageUri", "storage", "protocolVersion", "runtimeVersion");

  private ServingPods() {}

  /** What the component serves, as {@code model} says it; empty if it brings its own containers. */
  static Optional<Map<String, @Nullable Object>> model(Object component) {
    if (Trees.at(component, "model") instanceof Map<?, ?>) {
      return Optional.of(Trees.map(component, "model"));
    }
    return FRAMEWORKS.stream()
        .filter(name -> Trees.at(component, name) instanceof Map<?, ?>)
        .findFirst()
        .map(name -> {
          var model = Trees.copyOf(Trees.map(component, name));
          model.put("modelFormat", Trees.object("name", name));
          return model;
        });
  }

  /** The pod spec of a component that serves a model in this runtime. */
  static Map<String, @Nullable Object> served(Object component, Object model, Object runtime) {
    var spec = podSpec(Trees.map(runtime, "spec"));
    List.of("supportedModelFormats", "disabled", "multiModel", "protocolVersions", "labels")
        .forEach(spec::remove);
    var own = podSpec(Trees.map(component));
    var brought = Trees.maps(own, "containers");
    own.remove("containers");
    var container = Trees.copyOf(Trees.map(model));
    OF_MODEL.forEach(container::remove);
    container.put("name", SERVING);
    var containers = new ArrayList<@Nullable Object>();
    containers.add(container);
    containers.addAll(brought);
    var merged = merge(spec, own);
    merged.put("containers", joined(Trees.maps(spec, "containers"), containers, "containers"));
    add(merged, component, model);
    return merged;
  }

  /** The pod spec of a component that brings its own containers. */
  static Map<String, @Nullable Object> own(Object component) {
    var spec = podSpec(Trees.map(component));
    var containers = new ArrayList<Map<String, @Nullable Object>>();
    if (Trees.at(component, "art") instanceof Map<?, ?>) {
      var explainer = Trees.copyOf(Trees.map(component, "art"));
      List.of("type", "storageUri", "storage", "runtimeVersion", "config")
          .forEach(explainer::remove);
      explainer.put("name", SERVING);
      containers.add(explainer);
    }
    containers.addAll(Trees.maps(spec, "containers"));
    if (!containers.isEmpty()) {
      var first = Trees.copyOf(containers.getFirst());
      first.put("resources", withDefaults(Trees.map(first, "resources")));
      containers.set(0, first);
    }
    spec.put("containers", containers);
    add(spec, component, Trees.object());
    return spec;
  }

  private static Map<String, @Nullable Object> withDefaults(
      Map<String, @Nullable Object> resources) {
    var result = new LinkedHashMap<String, @Nullable Object>(resources);
    var requests = Trees.object("cpu", "1", "memory", "2Gi");
    requests.putAll(Trees.map(resources, "limits"));
    requests.putAll(Trees.map(resources, "requests"));
    result.put("requests", requests);
    return result;
  }

  private static Map<String, @Nullable Object> podSpec(Map<String, @Nullable Object> component) {
    var spec = Trees.copyOf(component);
    OWN.forEach(spec::remove);
    FRAMEWORKS.forEach(spec::remove);
    return spec;
  }

  /** What fetches the model, and what logs or bundles requests. */
  private static void add(Map<String, @Nullable Object> spec, Object component, Object model) {
    String uri = Trees.text(model, "storageUri");
    boolean fetches =
        !uri.isEmpty()
            || Trees.at(model, "storage") != null
            || Trees.at(component, "storageUris") != null;
    if (uri.startsWith("oci://")) {
      append(spec, "initContainers", container("modelcar-init", uri.substring(6), "10m", "15Mi"));
      append(spec, "containers", container("modelcar", uri.substring(6), "10m", "15Mi"));
    } else if (fetches) {
      var fetcher = container("storage-initializer", "kserve/storage-initializer", "100m", "100Mi");
      Trees.map(fetcher, "resources").put("limits", Trees.object("cpu", "1", "memory", "1Gi"));
      append(spec, "initContainers", fetcher);
    }
    if (Trees.at(component, "logger") != null || Trees.at(component, "batcher") != null) {
      append(spec, "containers", container("agent", "kserve/agent", "100m", "100Mi"));
    }
  }

  private static Map<String, @Nullable Object> container(
      String name, String image, String cpu, String memory) {
    var requests = Trees.object("cpu", cpu, "memory", memory);
    return Trees.object(
        "name", name, "image", image, "resources", Trees.object("requests", requests));
  }

  private static void append(
      Map<String, @Nullable Object> spec, String field, Map<String, @Nullable Object> container) {
    var all = new ArrayList<>(Trees.maps(spec, field));
    all.add(container);
    spec.put(field, all);
  }

  private static Map<String, @Nullable Object> merge(
      Map<String, @Nullable Object> lower, Map<String, @Nullable Object> upper) {
    var result = new LinkedHashMap<String, @Nullable Object>(lower);
    upper.forEach((key, value) -> result.put(key, merge(lower.get(key), value, key)));
    return result;
  }

  /**
   * The upper wins, map by map; arguments follow one another, and of what has names each is laid
   * over that of the same name.
   */
  private static @Nullable Object merge(
      @Nullable Object lower, @Nullable Object upper, String field) {
    if (lower instanceof Map<?, ?> && upper instanceof Map<?, ?>) {
      return merge(Trees.map(lower), Trees.map(upper));
    }
    return lower instanceof List<?> below && upper instanceof List<?> above
        ? joined(below, above, field)
        : upper;
  }

  private static List<?> joined(List<?> below, List<?> above, String field) {
    if (field.equals("args") || field.equals("tolerations")) {
      var all = new ArrayList<@Nullable Object>(below);
      all.addAll(above);
      return all;
    }
    var byName = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : Trees.maps(Trees.object("all", below), "all")) {
      byName.put(Trees.text(entry, "name"), entry);
    }
    for (var entry : Trees.maps(Trees.object("all", above), "all")) {
      String name = Trees.text(entry, "name");
      byName.put(name, merge(byName.get(name), entry, ""));
    }
    return byName.containsKey("") || byName.isEmpty() ? above : new ArrayList<>(byName.values());
  }
}
