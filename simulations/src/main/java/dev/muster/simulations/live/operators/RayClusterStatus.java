package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The status of a RayCluster, from its pods. */
final class RayClusterStatus {
  private static final String SUSPENDING = "RayClusterSuspending";
  private static final String SUSPENDED = "RayClusterSuspended";

  private final World world;
  private final Hand hand;

  RayClusterStatus(World world, Hand hand) {
    this.world = world;
    this.hand = hand;
  }

  /** Writes the status of the cluster, unless it is as it should be. */
  void write(Key key, Object cluster, boolean suspending) {
    var pods = world.owned(Kind.POD, Trees.uid(cluster));
    var status = counts(cluster, pods);
    status.put("conditions", conditions(cluster, pods, suspending));
    String state = state(cluster, pods, suspending);
    if (!state.isEmpty()) {
      status.put("state", state);
    }
    hand.status(key, Kind.RAY_CLUSTER, cluster, status);
  }

  private static Map<String, @Nullable Object> counts(
      Object cluster, List<Map<String, @Nullable Object>> pods) {
    long desired = 0;
    long least = 0;
    long most = 0;
    for (var group : Trees.maps(cluster, "spec", "workerGroupSpecs")) {
      long hosts = Trees.flag(group, "suspend") ? 0 : Trees.number(group, 1, "numOfHosts");
      desired += Ray.wanted(group);
      least += Trees.number(group, 0, "minReplicas") * hosts;
      most += Trees.number(group, Integer.MAX_VALUE, "maxReplicas") * hosts;
    }
    return Trees.object(
        "desiredWorkerReplicas", desired,
        "minWorkerReplicas", least,
        "maxWorkerReplicas", Math.min(most, Integer.MAX_VALUE),
        "readyWorkerReplicas", count(pods, true),
        "availableWorkerReplicas", count(pods, false),
        "head", head(cluster, pods),
        "observedGeneration", Trees.number(cluster, 0, "metadata", "generation"));
  }

  private static long count(List<Map<String, @Nullable Object>> pods, boolean ready) {
    return pods.stream()
        .filter(Ray::isWorker)
        .filter(pod -> ready ? Pods.ready(pod) : Pods.running(pod))
        .count();
  }

  private static Map<String, @Nullable Object> head(
      Object cluster, List<Map<String, @Nullable Object>> pods) {
    var pod = pods.stream().filter(Ray::isHead).findFirst();
    return Trees.object(
        "podName", pod.map(Trees::name).orElse(""),
        "podIP", pod.map(found -> Trees.text(found, "status", "podIP")).orElse(""),
        "serviceName", RayPods.headServiceName(cluster));
  }

  private List<Map<String, @Nullable Object>> conditions(
      Object cluster, List<Map<String, @Nullable Object>> pods, boolean suspending) {
    var conditions = Conditions.of(cluster, hand.stamp());
    var head = pods.stream().filter(Ray::isHead).findFirst();
    boolean headReady = head.filter(Pods::ready).isPresent();
    String why = head.isPresent() ? "ContainersNotReady" : "HeadPodNotFound";
    conditions.set("HeadPodReady", headReady, headReady ? "HeadPodRunningAndReady" : why, "");
    if (suspending) {
      boolean gone = pods.isEmpty();
      conditions.set(SUSPENDED, gone, gone ? SUSPENDED : "PodsPresent", "");
      conditions.set(SUSPENDING, !gone, gone ? SUSPENDED : SUSPENDING, "");
      conditions.set("RayClusterProvisioned", false, SUSPENDED, "");
      return conditions.list();
    }
    if (conditions.isTrue(SUSPENDED)) {
      conditions.set(SUSPENDED, false, "RayClusterResumed", "");
    }
    boolean provisioned = conditions.isTrue("RayClusterProvisioned") || complete(cluster, pods);
    conditions.set(
        "RayClusterProvisioned",
        provisioned,
        provisioned ? "AllPodRunningAndReadyFirstTime" : "RayClusterPodsProvisioning",
        "");
    return conditions.list();
  }

  /**
   * Sticky in both directions: what was ready stays so until it is suspended, and then likewise.
   */
  private static String state(
      Object cluster, List<Map<String, @Nullable Object>> pods, boolean suspending) {
    if (suspending && pods.isEmpty()) {
      return "suspended";
    }
    return !suspending && complete(cluster, pods)
        ? "ready"
        : Trees.text(cluster, "status", "state");
  }

  private static boolean complete(Object cluster, List<Map<String, @Nullable Object>> pods) {
    long wanted = 1;
    for (var group : Trees.maps(cluster, "spec", "workerGroupSpecs")) {
      wanted += Ray.wanted(group);
    }
    return pods.stream().filter(Pods::ready).count() >= wanted;
  }
}
