package dev.muster.simulations.kube;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * AppWrappers for tests, part by part: one of one pod that asks for one CPU and runs for ever
 * unless it is told otherwise.
 */
final class GangBuilder {
  private static final String SETTINGS = "workload.codeflare.dev.appwrapper/";
  private static final String BEHAVIOUR = "demo.muster.dev/";

  /** How a pod behaves and what it asks for. */
  record PodText(Map<String, String> requests, Map<String, String> behaviour) {
    static PodText asking(String cpu) {
      return new PodText(Map.of("cpu", cpu), Map.of());
    }

    PodText with(String resource, String amount) {
      var more = new TreeMap<>(requests);
      more.put(resource, amount);
      return new PodText(more, behaviour);
    }

    /** Ends well after these seconds. */
    PodText running(int seconds) {
      return behaving("run-seconds", String.valueOf(seconds));
    }

    /** Ends after a second with this code. */
    PodText exiting(int code) {
      return running(1).behaving("exit-code", String.valueOf(code));
    }

    PodText behaving(String how, String value) {
      var more = new TreeMap<>(behaviour);
      more.put(BEHAVIOUR + how, value);
      return new PodText(requests, more);
    }

    Map<String, @Nullable Object> template() {
      var resources = Trees.object("requests", copy(requests), "limits", copy(requests));
      var container = Trees.object("name", "main", "image", "x", "resources", resources);
      return Trees.object(
          "metadata",
          Trees.object("annotations", copy(behaviour)),
          "spec",
          Trees.object("restartPolicy", "Never", "containers", list(container)));
    }

    private static Map<String, @Nullable Object> copy(Map<String, String> from) {
      var copy = Trees.object();
      new TreeMap<>(from).forEach(copy::put);
      return copy;
    }
  }

  private final Map<String, @Nullable Object> metadata;
  private final Map<String, @Nullable Object> spec = Trees.object();
  private final List<@Nullable Object> components = new ArrayList<>();

  private GangBuilder(String name) {
    metadata =
        Trees.object(
            "name", name, "annotations", Trees.object(), "labels", Trees.object("test", "yes"));
  }

  static GangBuilder named(String name) {
    return new GangBuilder(name);
  }

  /** {@code count} plain pods of one kind, each an object of its own. */
  static GangBuilder ofPods(String name, int count, PodText pod) {
    var gang = named(name);
    for (int i = 0; i < count; i++) {
      gang.pod(name + "-" + i, pod);
    }
    return gang;
  }

  /** One Job, all of whose pods run at a time; none is tried again. */
  static GangBuilder ofJob(String name, int pods, PodText pod) {
    return named(name).component(job(name, pods, pods, pod));
  }

  GangBuilder setting(String key, String value) {
    Trees.map(metadata, "annotations").put(SETTINGS + key, value);
    return this;
  }

  GangBuilder annotation(String key, String value) {
    Trees.map(metadata, "annotations").put(key, value);
    return this;
  }

  GangBuilder label(String key, String value) {
    Trees.map(metadata, "labels").put(key, value);
    return this;
  }

  GangBuilder spec(String field, Object value) {
    spec.put(field, value);
    return this;
  }

  GangBuilder pod(String name, PodText pod) {
    return component(podObject(name, pod));
  }

  GangBuilder component(Map<String, @Nullable Object> template) {
    return entry(Trees.object("template", template));
  }

  /** A whole entry of {@code spec.components}. */
  GangBuilder entry(Map<String, @Nullable Object> component) {
    components.add(component);
    return this;
  }

  Map<String, @Nullable Object> build() {
    spec.put("components", components);
    return Trees.object(
        "apiVersion",
        "workload.codeflare.dev/v1beta2",
        "kind",
        "AppWrapper",
        "metadata",
        metadata,
        "spec",
        spec);
  }

  static Map<String, @Nullable Object> podObject(String name, PodText pod) {
    var object = Trees.object("apiVersion", "v1", "kind", "Pod");
    object.putAll(pod.template());
    Trees.map(object, "metadata").put("name", name);
    return object;
  }

  static Map<String, @Nullable Object> job(
      String name, int parallelism, int completions, PodText pod) {
    return Trees.object(
        "apiVersion",
        "batch/v1",
        "kind",
        "Job",
        "metadata",
        Trees.object("name", name),
        "spec",
        Trees.object(
            "parallelism",
            (long) parallelism,
            "completions",
            (long) completions,
            "backoffLimit",
            0L,
            "template",
            pod.template()));
  }

  /** A RayCluster of a head of one CPU and equal workers. */
  static Map<String, @Nullable Object> ray(String name, int workers, PodText worker) {
    var head = PodText.asking("1").template();
    Trees.map(head, "spec").remove("restartPolicy");
    var template = worker.template();
    Trees.map(template, "spec").remove("restartPolicy");
    var group =
        Trees.object(
            "groupName",
            "workers",
            "replicas",
            (long) workers,
            "minReplicas",
            (long) workers,
            "maxReplicas",
            (long) workers,
            "rayStartParams",
            Trees.object(),
            "template",
            template);
    return Trees.object(
        "apiVersion",
        "ray.io/v1",
        "kind",
        "RayCluster",
        "metadata",
        Trees.object("name", name),
        "spec",
        Trees.object(
            "headGroupSpec",
            Trees.object("rayStartParams", Trees.object(), "template", head),
            "workerGroupSpecs",
            list(group)));
  }

  static List<@Nullable Object> list(@Nullable Object... entries) {
    var list = new ArrayList<@Nullable Object>();
    for (var entry : entries) {
      list.add(entry);
    }
    return list;
  }
}
