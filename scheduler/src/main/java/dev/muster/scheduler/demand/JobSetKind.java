package dev.muster.scheduler.demand;

import java.util.ArrayList;
import java.util.List;

/**
 * Demand of a JobSet: each of its {@code replicatedJobs} makes {@code replicas} Jobs of one
 * template, all at once. What waits for others ({@code dependsOn}, {@code startupPolicy}) is
 * counted with them: a gang has room for all it will ever run.
 *
 * <p>Source: JobSet v1alpha2.
 */
final class JobSetKind {
  private static final int LONGEST_NAME = 63;

  private JobSetKind() {}

  static List<PodGroup> jobSet(Tree jobSet) {
    var groups = new ArrayList<PodGroup>();
    for (var jobs : jobSet.get("spec").get("replicatedJobs").items()) {
      var path = "template.spec.replicatedJobs[" + groups.size() + "].template.spec.template";
      groups.add(jobs(jobs, path));
    }
    return groups;
  }

  private static PodGroup jobs(Tree jobs, String path) {
    var name = jobs.get("name").text("");
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      jobs.get("name").report("must have 1 to " + LONGEST_NAME + " characters");
    }
    var job = jobs.get("template").get("spec");
    long pods = (long) jobs.get("replicas").count(0, 1) * PlainKinds.podsOfJob(job);
    if (pods > Integer.MAX_VALUE) {
      jobs.report("makes " + pods + " pods, must be at most " + Integer.MAX_VALUE);
      pods = 0;
    }
    var pod = PodDemand.of(job.get("template"), PodDemand.Additions.NONE);
    return new PodGroup(name, path, PodGroup.Count.of((int) pods), pod, true, true);
  }
}
