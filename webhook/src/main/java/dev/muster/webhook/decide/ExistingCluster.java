package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Tree;

/**
 * RayJobs and how they end: one that runs on a cluster that is there needs no room, and one that
 * brings its own can be held only if it takes that down again.
 */
final class ExistingCluster {
  private static final String SHUTDOWN = "shutdownAfterJobFinishes";

  private ExistingCluster() {}

  static boolean isUsedBy(Tree object) {
    return isRayJob(object) && !object.get("spec").get("clusterSelector").isAbsent();
  }

  static void check(Tree object, Problems problems) {
    var shutdown = object.get("spec").get(SHUTDOWN);
    if (isRayJob(object) && !shutdown.flag(false)) {
      problems.add(
          "spec." + SHUTDOWN,
          "must be true for a RayJob that is queued: KubeRay suspends no other");
    }
  }

  private static boolean isRayJob(Tree object) {
    return object.get("kind").text("").equals("RayJob");
  }
}
