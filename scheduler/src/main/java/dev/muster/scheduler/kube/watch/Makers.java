package dev.muster.scheduler.kube.watch;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a pod is that does not name its gang: controllers label the pods that they make. So are
 * known the submitters of RayJobs, and the pods of what was queued before Muster was there.
 */
final class Makers {
  private static final String RAY_KIND = "ray.io/originated-from-crd";
  private static final String RAY_NAME = "ray.io/originated-from-cr-name";
  private static final String RAY_CLUSTER = "ray.io/cluster";
  private static final String RAY_NODE = "ray.io/node-type";
  private static final String TRAINING = "training.kubeflow.org/job-name";
  private static final String OPERATOR = "training.kubeflow.org/operator-name";

  /** By which each kind names itself on its pods; whoever makes objects of another comes first. */
  private static final List<Map.Entry<String, String>> NAMES =
      List.of(
          Map.entry("jobset.sigs.k8s.io/jobset-name", "JobSet"),
          Map.entry(RAY_CLUSTER, "RayCluster"),
          Map.entry("serving.kserve.io/inferenceservice", "InferenceService"),
          Map.entry("batch.kubernetes.io/job-name", "Job"),
          Map.entry("job-name", "Job"));

  /** By which they say which of several pod templates one was made of. */
  private static final List<String> GROUPS =
      List.of(
          "ray.io/group",
          "training.kubeflow.org/replica-type",
          "jobset.sigs.k8s.io/replicatedjob-name");

  private Makers() {}

  /** By what the pods of an object are found. */
  static String key(String namespace, String kind, String name) {
    return namespace + "/" + kind.toLowerCase(Locale.ROOT) + "/" + name;
  }

  /** The key of whoever made the pod with these labels; empty if that cannot be told. */
  static String of(String namespace, Map<String, String> labels) {
    if (labels.getOrDefault(RAY_KIND, "").equals("RayJob") && labels.containsKey(RAY_NAME)) {
      return key(namespace, "RayJob", labels.getOrDefault(RAY_NAME, ""));
    }
    if (labels.containsKey(TRAINING)) {
      // as in pytorchjob-controller
      var kind = labels.getOrDefault(OPERATOR, "").replaceFirst("-controller$", "");
      return key(namespace, kind, labels.getOrDefault(TRAINING, ""));
    }
    return NAMES.stream()
        .filter(each -> labels.containsKey(each.getKey()))
        .findFirst()
        .map(each -> key(namespace, each.getValue(), labels.getOrDefault(each.getKey(), "")))
        .orElse("");
  }

  /** What the maker of the pod with these labels calls those that are like it. */
  static Optional<String> group(Map<String, String> labels) {
    if (labels.getOrDefault(RAY_NODE, "").equals("head")) {
      return Optional.of("head");
    }
    return GROUPS.stream()
        .filter(labels::containsKey)
        .findFirst()
        .map(label -> labels.getOrDefault(label, ""));
  }

  /** Whether a pod set of this name ({@code 0.workers}) is made of the template called so. */
  static boolean isNamed(String podSet, String group) {
    return podSet.substring(podSet.indexOf('.') + 1).equalsIgnoreCase(group);
  }
}
