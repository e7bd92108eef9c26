package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;

/** The words of Ray's operator. */
final class Ray {
  static final String CLUSTER = "ray.io/cluster";
  static final String NODE_TYPE = "ray.io/node-type";
  static final String GROUP = "ray.io/group";
  static final String HEAD_GROUP = "headgroup";
  static final String WAIT_FOR_HEAD = "wait-gcs-ready";

  private Ray() {}

  static boolean isHead(Object pod) {
    return label(pod, NODE_TYPE).equals("head");
  }

  static boolean isWorker(Object pod) {
    return label(pod, NODE_TYPE).equals("worker");
  }

  static String label(Object pod, String key) {
    return Trees.text(pod, "metadata", "labels", key);
  }

  static boolean waitsForHead(Object pod) {
    return Trees.maps(pod, "spec", "initContainers").stream()
        .anyMatch(container -> Trees.text(container, "name").equals(WAIT_FOR_HEAD));
  }

  /** How many pods a worker group is to have. */
  static long wanted(Object group) {
    if (Trees.flag(group, "suspend")) {
      return 0;
    }
    long least = Math.max(0, Trees.number(group, 0, "minReplicas"));
    long most = Trees.number(group, Integer.MAX_VALUE, "maxReplicas");
    long replicas = Math.min(most, Math.max(least, Trees.number(group, 0, "replicas")));
    long hosts = Trees.number(group, 1, "numOfHosts");
    return Math.clamp(replicas, 0, Integer.MAX_VALUE) * Math.clamp(hosts, 0, Integer.MAX_VALUE);
  }
}
