package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a StatefulSet by their numbers, and what it says of them.
 *
 * @param revision which template pods are made from now, as their labels tell
 */
record StatefulPods(
    Map<String, @Nullable Object> set,
    String revision,
    SortedMap<Long, Map<String, @Nullable Object>> pods) {
  static final String REVISION = "controller-revision-hash";
  private static final String INDEX = "apps.kubernetes.io/pod-index";
  private static final String NAME = "statefulset.kubernetes.io/pod-name";

  static StatefulPods of(
      Map<String, @Nullable Object> set, List<Map<String, @Nullable Object>> owned) {
    var pods = new TreeMap<Long, Map<String, @Nullable Object>>();
    String prefix = Trees.name(set) + "-";
    for (var pod : owned) {
      String number =
          Trees.name(pod).substring(Math.min(prefix.length(), Trees.name(pod).length()));
      if (Trees.name(pod).startsWith(prefix) && number.matches("0|[1-9][0-9]{0,9}")) {
        pods.put(Long.parseLong(number), pod);
      }
    }
    String hash = Templates.hash(Trees.at(set, "spec", "template"));
    return new StatefulPods(set, prefix + hash, pods);
  }

  long first() {
    return Math.max(0, Trees.number(set, 0, "spec", "ordinals", "start"));
  }

  long wanted() {
    return Math.max(0, Trees.number(set, 1, "spec", "replicas"));
  }

  /** The number after the last that there is to be. */
  long end() {
    return first() + wanted();
  }

  boolean isParallel() {
    return Trees.text(set, "spec", "podManagementPolicy").equals("Parallel");
  }

  /** From which number on pods of an earlier template are replaced; above all for none. */
  long updatedFrom() {
    var strategy = Trees.map(set, "spec", "updateStrategy");
    return Trees.text(strategy, "type").equals("OnDelete")
        ? Long.MAX_VALUE
        : Trees.number(strategy, 0, "rollingUpdate", "partition");
  }

  boolean isOwn(long number) {
    return number >= first() && number < end();
  }

  static boolean isHealthy(Object pod) {
    return Pods.running(pod) && Pods.ready(pod);
  }

  boolean isUpdated(Object pod) {
    return Trees.text(pod, "metadata", "labels", REVISION).equals(revision);
  }

  /** The pod of that number. */
  Map<String, @Nullable Object> pod(long number) {
    String name = Trees.name(set) + "-" + number;
    var template = Trees.map(set, "spec", "template");
    var labels = Trees.object(NAME, name, INDEX, String.valueOf(number), REVISION, revision);
    var pod = Templates.pod(set, name, labels, template);
    Trees.map(pod, "metadata", "labels").putAll(labels);
    var spec = Trees.map(pod, "spec");
    spec.put("hostname", name);
    String service = Trees.text(set, "spec", "serviceName");
    if (!service.isEmpty()) {
      spec.put("subdomain", service);
    }
    return pod;
  }

  /** As the status tells of them. */
  Map<String, @Nullable Object> status() {
    long ready = pods.values().stream().filter(StatefulPods::isHealthy).count();
    long updated = pods.values().stream().filter(this::isUpdated).count();
    String before = Trees.text(set, "status", "currentRevision");
    boolean all = before.isEmpty() || (updated == wanted() && ready == wanted());
    String current = all ? revision : before;
    return Trees.object(
        "replicas",
        (long) pods.size(),
        "readyReplicas",
        ready,
        "availableReplicas",
        ready,
        "currentReplicas",
        pods.values().stream()
            .filter(pod -> Trees.text(pod, "metadata", "labels", REVISION).equals(current))
            .count(),
        "updatedReplicas",
        updated,
        "currentRevision",
        current,
        "updateRevision",
        revision,
        "collisionCount",
        0L,
        "observedGeneration",
        Trees.number(set, 0, "metadata", "generation"));
  }
}
