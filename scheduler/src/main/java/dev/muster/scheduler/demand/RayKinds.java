package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;

/**
 * Demand of Ray's kinds as KubeRay makes them: what the templates say and what KubeRay adds to
 * them.
 *
 * <p>Source: KubeRay 1.7, its defaults for the autoscaler, the init container of workers and the
 * submitter of jobs.
 */
final class RayKinds {
  private static final long MEBI = 1L << 20;
  private static final Resources AUTOSCALER =
      Resources.of(Resources.CPU, 500, Resources.MEMORY, 512 * MEBI);
  private static final Resources SUBMITTER =
      Resources.of(Resources.CPU, 500, Resources.MEMORY, 200 * MEBI);
  private static final PodDemand.Additions WAITS_FOR_HEAD =
      new PodDemand.Additions(
          Resources.NONE, Resources.of(Resources.CPU, 200, Resources.MEMORY, 256 * MEBI));
  private static final int LONGEST_GROUP_NAME = 63;

  private RayKinds() {}

  static List<PodGroup> cluster(Tree cluster) {
    return cluster(cluster.get("spec"), "template.spec", Resources.NONE);
  }

  /** A RayJob: its cluster, unless it selects one, and whoever submits the job to it. */
  static List<PodGroup> job(Tree job) {
    return run(job.get("spec"), "template.spec");
  }

  /**
   * A RayService: its cluster. While it is upgraded there may be two; the second is not counted.
   */
  static List<PodGroup> service(Tree service) {
    var path = "template.spec.rayClusterConfig";
    var groups = cluster(service.get("spec").get("rayClusterConfig"), path, Resources.NONE);
    return groups.stream().map(PodGroup::ungated).toList();
  }

  /** A RayCronJob: one run, whose pods come when it is due. Runs that overlap are not counted. */
  static List<PodGroup> cronJob(Tree cronJob) {
    var groups = run(cronJob.get("spec").get("jobTemplate"), "template.spec.jobTemplate");
    return groups.stream().map(PodGroup::ungated).toList();
  }

  private static List<PodGroup> run(Tree spec, String path) {
    var mode = spec.get("submissionMode").text("");
    boolean byPod = false;
    boolean bySidecar = false;
    switch (mode) {
      case "", "K8sJobMode" -> byPod = true;
      case "SidecarMode" -> bySidecar = true;
      case "HTTPMode", "InteractiveMode" -> {}
      default -> spec.get("submissionMode").report(Shown.value(mode) + " is no submission mode");
    }
    var groups = new ArrayList<PodGroup>();
    if (spec.get("clusterSelector").fields().isEmpty()) {
      var cluster = spec.get("rayClusterSpec");
      groups.addAll(
          cluster(cluster, path + ".rayClusterSpec", bySidecar ? SUBMITTER : Resources.NONE));
    }
    if (byPod) {
      groups.add(submitter(spec.get("submitterPodTemplate"), path + ".submitterPodTemplate"));
    }
    return groups;
  }

  private static PodGroup submitter(Tree template, String path) {
    if (template.isAbsent()) {
      var pod = new PodDemand(SUBMITTER, Constraints.NONE, "", false);
      return new PodGroup("submitter", path, PodGroup.Count.ONE, pod, false, false);
    }
    var pod = PodDemand.of(template, PodDemand.Additions.NONE);
    return new PodGroup("submitter", path, PodGroup.Count.ONE, pod, true, true);
  }

  private static List<PodGroup> cluster(Tree spec, String path, Resources besideHead) {
    var groups = new ArrayList<PodGroup>();
    groups.add(head(spec, path, besideHead));
    int index = 0;
    for (var group : spec.get("workerGroupSpecs").items()) {
      groups.add(workers(group, path + ".workerGroupSpecs[" + index + "].template"));
      index++;
    }
    return groups;
  }

  private static PodGroup head(Tree spec, String path, Resources besideHead) {
    var added = new Sum();
    added.add(besideHead, spec);
    if (spec.get("enableInTreeAutoscaling").flag(false)) {
      var own = spec.get("autoscalerOptions").get("resources");
      added.add(own.isAbsent() ? AUTOSCALER : PodDemand.requested(own), own);
    }
    var additions = new PodDemand.Additions(added.total(), Resources.NONE);
    var pod = PodDemand.of(spec.get("headGroupSpec").get("template"), additions);
    return new PodGroup(
        "head", path + ".headGroupSpec.template", PodGroup.Count.ONE, pod, true, true);
  }

  private static PodGroup workers(Tree group, String path) {
    var name = group.get("groupName").text("");
    if (name.isEmpty() || name.length() > LONGEST_GROUP_NAME) {
      group.get("groupName").report("must have 1 to " + LONGEST_GROUP_NAME + " characters");
    }
    var pod = PodDemand.of(group.get("template"), WAITS_FOR_HEAD);
    return new PodGroup(name, path, workerCount(group), pod, true, true);
  }

  private static PodGroup.Count workerCount(Tree group) {
    int plain = group.get("replicas").count(0, 1);
    int asked = group.get("replicas").count(0, 0);
    int least = group.get("minReplicas").count(0, 0);
    int most = group.get("maxReplicas").count(0, Integer.MAX_VALUE);
    int hosts = group.get("numOfHosts").count(1, 1);
    // As KubeRay: the minimum is looked at first, should it be above the maximum.
    int replicas = asked < least ? least : Math.min(asked, most);
    long pods = group.get("suspend").flag(false) ? 0 : (long) replicas * hosts;
    if (pods > Integer.MAX_VALUE) {
      group.report("makes " + pods + " pods, must be at most " + Integer.MAX_VALUE);
      pods = 0;
    }
    return new PodGroup.Count((int) pods, plain);
  }
}
