package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.Tree;
import java.util.Set;

/**
 * How an object that is a gang by itself stands.
 *
 * @param held its controller is told to make no pods
 * @param idle its controller says nothing of pods
 * @param done it says of itself that it ended well
 * @param failed it says of itself that it ended, and not well
 * @param inherited it was there before Muster, so its pods do not say whose they are
 */
public record Bare(boolean held, boolean idle, boolean done, boolean failed, boolean inherited) {
  private static final Set<String> RAY_JOB_WITHOUT_PODS =
      Set.of("", "Suspended", "Complete", "Failed", "ValidationFailed");

  /** It will never run again. */
  public boolean isOver() {
    return done || failed;
  }

  Bare(boolean held, boolean idle, boolean done, boolean failed) {
    this(held, idle, done, failed, false);
  }

  Bare withInherited(boolean left) {
    return new Bare(held, idle, done, failed, left);
  }

  static Bare of(BareKind kind, Tree object) {
    var status = object.get("status");
    boolean held = kind.isHeld(object);
    return switch (kind.kind()) {
      case "RayCluster" -> {
        var state = status.get("state").text("");
        yield new Bare(held, state.isEmpty() || state.equals("suspended"), false, false);
      }
      case "RayJob" -> rayJob(held, status);
      case "Job" -> byConditions(held, isIdle(status), status, "Complete");
      case "JobSet" ->
          byConditions(
              held,
              status.get("replicatedJobsStatus").items().stream().allMatch(Bare::isIdle),
              status,
              "Completed");
      case "InferenceService" -> new Bare(held, true, false, false);
      default ->
          byConditions(
              held,
              status.get("replicaStatuses").fields().values().stream().allMatch(Bare::isIdle),
              status,
              "Succeeded");
    };
  }

  private static Bare rayJob(boolean held, Tree status) {
    var deployment = status.get("jobDeploymentStatus").text("");
    boolean complete = deployment.equals("Complete");
    boolean done = complete && status.get("jobStatus").text("").equals("SUCCEEDED");
    boolean failed = deployment.equals("Failed") || deployment.equals("ValidationFailed");
    return new Bare(
        held, RAY_JOB_WITHOUT_PODS.contains(deployment), done, failed || (complete && !done));
  }

  private static boolean isIdle(Tree counts) {
    return counts.get("active").count(0, 0) == 0;
  }

  private static Bare byConditions(boolean held, boolean idle, Tree status, String done) {
    return new Bare(held, idle, isTrue(status, done), isTrue(status, "Failed"));
  }

  private static boolean isTrue(Tree status, String type) {
    return status.get("conditions").items().stream()
        .filter(condition -> condition.get("type").text("").equals(type))
        .anyMatch(condition -> condition.get("status").text("").equals("True"));
  }
}
