package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one type of a PyTorchJob: what the object says of them, and the pods that there
 * are.
 *
 * @param type {@code Master} or {@code Worker}
 */
record PyTorchReplicas(
    String type, Map<String, @Nullable Object> spec, List<Map<String, @Nullable Object>> pods) {
  private static final String LABELS = "training.kubeflow.org/";
  private static final List<String> TYPES = List.of("Master", "Worker");
  private static final int FIRST_RETRYABLE = 128;

  /** Those of the job, the master first. */
  static List<PyTorchReplicas> of(Object job, List<Map<String, @Nullable Object>> pods) {
    var result = new ArrayList<PyTorchReplicas>();
    for (String type : TYPES) {
      Trees.map(job, "spec", "pytorchReplicaSpecs")
          .forEach((name, spec) -> {
            if (name.equalsIgnoreCase(type) && spec instanceof Map<?, ?>) {
              var own = pods.stream().filter(pod -> label(pod, "replica-type").equals(lower(type)));
              result.add(new PyTorchReplicas(type, Trees.map(spec), own.toList()));
            }
          });
    }
    return result;
  }

  private static String label(Object pod, String key) {
    return Trees.text(pod, "metadata", "labels", LABELS + key);
  }

  private static String lower(String type) {
    return type.toLowerCase(Locale.ROOT);
  }

  boolean isMaster() {
    return type.equals("Master");
  }

  long wanted() {
    return Math.max(0, Trees.number(spec, 1, "replicas"));
  }

  /** Pods that run; such as are going do not count. */
  long active() {
    return count(Pods::running);
  }

  long succeeded() {
    return count(Pods::succeeded);
  }

  long failed() {
    return count(Pods::failed);
  }

  private long count(Predicate<Object> state) {
    return pods.stream().filter(pod -> state.test(pod) && !Trees.leaving(pod)).count();
  }

  /** How often containers were started again where that is for their kubelet to do. */
  long restarts() {
    boolean restarted = policy().equals("OnFailure") || policy().equals("Always");
    return restarted ? pods.stream().mapToLong(Pods::restarts).sum() : 0;
  }

  /** At most {@code room} of the numbers, from the lowest, for which there is no pod. */
  List<Long> missing(long room) {
    SortedSet<Long> present = new TreeSet<>();
    pods.forEach(pod -> present.add(index(pod)));
    var result = new ArrayList<Long>();
    for (long i = 0; i < wanted() && result.size() < room; i++) {
      if (!present.contains(i)) {
        result.add(i);
      }
    }
    return result;
  }

  /** Pods whose numbers are above those that there are to be. */
  List<Map<String, @Nullable Object>> surplus() {
    return pods.stream().filter(pod -> index(pod) >= wanted() && !Trees.leaving(pod)).toList();
  }

  /** Failed pods in whose place there is to be another of the same name. */
  List<Map<String, @Nullable Object>> retried() {
    return pods.stream()
        .filter(pod -> Pods.failed(pod) && !Trees.leaving(pod) && isRetryable(pod))
        .toList();
  }

  private boolean isRetryable(Object pod) {
    return switch (policy()) {
      case "OnFailure", "Always" -> true;
      case "ExitCode" -> exitCode(pod) >= FIRST_RETRYABLE;
      default -> false;
    };
  }

  private static long exitCode(Object pod) {
    return Trees.maps(pod, "status", "containerStatuses").stream()
        .mapToLong(container -> Trees.number(container, 0, "state", "terminated", "exitCode"))
        .max()
        .orElse(0);
  }

  private static long index(Object pod) {
    String index = label(pod, "replica-index");
    return index.matches("[0-9]{1,9}") ? Long.parseLong(index) : -1;
  }

  private String policy() {
    String policy = Trees.text(spec, "restartPolicy");
    return policy.isEmpty() ? "OnFailure" : policy;
  }

  /** The pod of that number; {@code waits} for the master before its containers start. */
  Map<String, @Nullable Object> pod(Object job, long index, boolean waits) {
    String name = Trees.name(job) + "-" + lower(type) + "-" + index;
    var labels =
        Trees.object(
            LABELS + "operator-name", "pytorchjob-controller",
            LABELS + "job-name", Trees.name(job),
            LABELS + "replica-type", lower(type),
            LABELS + "replica-index", String.valueOf(index));
    if (isMaster()) {
      labels.put(LABELS + "job-role", "master");
    }
    var pod = Templates.pod(job, name, labels, Trees.map(spec, "template"));
    Trees.map(pod, "metadata", "labels").putAll(labels);
    Trees.map(pod, "spec").put("restartPolicy", policy().equals("ExitCode") ? "Never" : policy());
    if (waits && !isMaster()) {
      var inits = new ArrayList<>(Trees.maps(pod, "spec", "initContainers"));
      inits.add(waitForMaster(Trees.name(job)));
      Trees.map(pod, "spec").put("initContainers", inits);
    }
    return pod;
  }

  private static Map<String, @Nullable Object> waitForMaster(String job) {
    return Trees.object(
        "name",
        "init-pytorch",
        "image",
        "alpine:3.10",
        "command",
        List.of("sh", "-c", "until nslookup " + job + "-master-0; do sleep 2; done"),
        "resources",
        Trees.object(
            "limits", Trees.object("cpu", "100m", "memory", "20Mi"),
            "requests", Trees.object("cpu", "50m", "memory", "10Mi")));
  }

  /** As the status tells of them; what there is none of is left out. */
  Map<String, @Nullable Object> status(Object job) {
    return Trees.object(
        "active", orAbsent(active()),
        "succeeded", orAbsent(succeeded()),
        "failed", orAbsent(failed()),
        "selector",
            LABELS
                + "job-name="
                + Trees.name(job)
                + ","
                + LABELS
                + "operator-name=pytorchjob-controller,"
                + LABELS
                + "replica-type="
                + lower(type));
  }

  private static @Nullable Object orAbsent(long count) {
    return count == 0 ? null : count;
  }
}
