package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects that Ray's operator makes for a cluster, in its manner. */
final class RayPods {
  private RayPods() {}

  static Map<String, @Nullable Object> head(Object cluster) {
    var template = Trees.map(cluster, "spec", "headGroupSpec", "template");
    String name = shortened(Trees.name(cluster) + "-head");
    var pod = Templates.pod(cluster, name, labels(cluster, "head", Ray.HEAD_GROUP), template);
    if (Trees.flag(cluster, "spec", "enableInTreeAutoscaling")) {
      add(pod, "containers", autoscaler(cluster, pod));
    }
    return pod;
  }

  static Map<String, @Nullable Object> worker(Object cluster, Object group, long number) {
    String groupName = Trees.text(group, "groupName");
    String name =
        shortened(Trees.name(cluster) + "-" + groupName + "-worker")
            + "-"
            + Suffix.of(Trees.uid(cluster), groupName, number);
    var pod =
        Templates.pod(
            cluster, name, labels(cluster, "worker", groupName), Trees.map(group, "template"));
    add(pod, "initContainers", waitForHead(pod));
    return pod;
  }

  static Map<String, @Nullable Object> headService(Object cluster) {
    var selector = labels(cluster, "head", Ray.HEAD_GROUP);
    var ports = new ArrayList<Map<String, @Nullable Object>>();
    ports.add(port("gcs-server", 6379));
    ports.add(port("dashboard", 8265));
    ports.add(port("client", 10001));
    return Templates.child(
        "v1",
        "Service",
        cluster,
        headServiceName(cluster),
        labels(cluster, "head", Ray.HEAD_GROUP),
        Trees.object(
            "spec", Trees.object("clusterIP", "None", "selector", selector, "ports", ports)));
  }

  static String headServiceName(Object cluster) {
    return shortened(Trees.name(cluster)) + "-head-svc";
  }

  private static Map<String, @Nullable Object> port(String name, long number) {
    return Trees.object("name", name, "port", number, "protocol", "TCP", "targetPort", number);
  }

  private static Map<String, @Nullable Object> labels(
      Object cluster, String nodeType, String group) {
    return Trees.object(
        Ray.CLUSTER,
        Trees.name(cluster),
        Ray.NODE_TYPE,
        nodeType,
        Ray.GROUP,
        group,
        "ray.io/identifier",
        shortened(Trees.name(cluster) + "-" + nodeType),
        "ray.io/is-ray-node",
        "yes",
        "app.kubernetes.io/name",
        "kuberay",
        "app.kubernetes.io/created-by",
        "kuberay-operator");
  }

  private static Map<String, @Nullable Object> autoscaler(Object cluster, Object pod) {
    var own = Trees.object("cpu", "500m", "memory", "512Mi");
    var wished = Trees.map(cluster, "spec", "autoscalerOptions", "resources");
    return Trees.object(
        "name",
        "autoscaler",
        "image",
        image(pod),
        "command",
        List.of("ray", "kuberay-autoscaler"),
        "resources",
        wished.isEmpty()
            ? Trees.object("limits", own, "requests", Trees.copyOf(own))
            : Trees.copyOf(wished));
  }

  private static Map<String, @Nullable Object> waitForHead(Object pod) {
    var own = Trees.object("cpu", "200m", "memory", "256Mi");
    return Trees.object(
        "name", Ray.WAIT_FOR_HEAD,
        "image", image(pod),
        "command", List.of("/bin/bash", "-c", "until ray health-check; do sleep 1; done"),
        "resources", Trees.object("limits", own, "requests", Trees.copyOf(own)));
  }

  private static void add(Object pod, String field, Map<String, @Nullable Object> container) {
    var containers = new ArrayList<>(Trees.maps(pod, "spec", field));
    containers.add(container);
    Trees.map(pod, "spec").put(field, containers);
  }

  private static String image(Object pod) {
    var containers = Trees.maps(pod, "spec", "containers");
    return containers.isEmpty() ? "" : Trees.text(containers.getFirst(), "image");
  }

  /** Room for what is added to a name; the beginning goes, as in Ray's operator. */
  private static String shortened(String name) {
    return name.length() <= 50 ? name : name.substring(name.length() - 50);
  }
}
