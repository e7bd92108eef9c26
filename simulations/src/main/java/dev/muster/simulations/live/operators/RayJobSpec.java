package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a RayJob says, and the objects that are made for it. */
final class RayJobSpec {
  private RayJobSpec() {}

  static String stage(Object job) {
    return Trees.text(job, "status", "jobDeploymentStatus");
  }

  /** The name of the existing cluster that the job is to run on; empty if it brings its own. */
  static String selectedCluster(Object job) {
    return Trees.text(job, "spec", "clusterSelector", Ray.CLUSTER);
  }

  static boolean hasSubmitter(Object job) {
    String mode = Trees.text(job, "spec", "submissionMode");
    return mode.isEmpty() || mode.equals("K8sJobMode");
  }

  static Optional<String> problem(Object job) {
    boolean selects = !selectedCluster(job).isEmpty();
    boolean suspend = Trees.flag(job, "spec", "suspend");
    if (!selects && Trees.map(job, "spec", "rayClusterSpec").isEmpty()) {
      return Optional.of("one of RayClusterSpec or ClusterSelector must be set");
    }
    if (suspend && selects) {
      return Optional.of("a RayJob with ClusterSelector cannot be suspended");
    }
    return suspend && !Trees.flag(job, "spec", "shutdownAfterJobFinishes")
        ? Optional.of("only a RayJob with shutdownAfterJobFinishes can be suspended")
        : Optional.empty();
  }

  /** The status of a job for which nothing exists. */
  static Map<String, @Nullable Object> blank(String stage) {
    return Trees.object(
        "jobDeploymentStatus", stage,
        "jobStatus", "",
        "jobId", null,
        "rayClusterName", null,
        "startTime", null,
        "endTime", null);
  }

  /** The cluster of the job; its labels, and a queue's among them, come from the job. */
  static Map<String, @Nullable Object> cluster(Object job) {
    var labels = new LinkedHashMap<String, @Nullable Object>(Trees.map(job, "metadata", "labels"));
    labels.putAll(origin(job));
    return Templates.child(
        "ray.io/v1",
        "RayCluster",
        job,
        Trees.text(job, "status", "rayClusterName"),
        labels,
        Trees.object("spec", Trees.at(job, "spec", "rayClusterSpec")));
  }

  static Map<String, @Nullable Object> submitter(Object job, Object cluster) {
    var given = Trees.map(job, "spec", "submitterPodTemplate");
    var template =
        given.isEmpty()
            ? Trees.object(
                "metadata", Trees.object("annotations", Trees.map(job, "metadata", "annotations")),
                "spec", Trees.object("containers", List.of(submitterContainer(cluster))))
            : Trees.copyOf(given);
    Trees.map(template, "spec").putIfAbsent("restartPolicy", "Never");
    long retries = Trees.number(job, 2, "spec", "submitterConfig", "backoffLimit");
    return Templates.child(
        "batch/v1",
        "Job",
        job,
        Trees.name(job),
        origin(job),
        Trees.object("spec", Trees.object("backoffLimit", retries, "template", template)));
  }

  private static Map<String, @Nullable Object> submitterContainer(Object cluster) {
    var head =
        Trees.maps(cluster, "spec", "headGroupSpec", "template", "spec", "containers").stream()
            .findFirst();
    return Trees.object(
        "name", "ray-job-submitter",
        "image", head.map(container -> Trees.text(container, "image")).orElse(""),
        "resources",
            Trees.object(
                "limits", Trees.object("cpu", "1", "memory", "1Gi"),
                "requests", Trees.object("cpu", "500m", "memory", "200Mi")));
  }

  private static Map<String, @Nullable Object> origin(Object job) {
    return Trees.object(
        "ray.io/originated-from-cr-name", Trees.name(job),
        "ray.io/originated-from-crd", "RayJob",
        "app.kubernetes.io/created-by", "kuberay-operator");
  }
}
