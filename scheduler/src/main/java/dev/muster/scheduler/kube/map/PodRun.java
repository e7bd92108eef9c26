package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.Run;

/**
 * What a pod's status says of how its containers fared.
 *
 * <p>Containers' times come from the node's clock, in whole seconds: their difference is right to a
 * second, and the times themselves are worth what that clock is.
 *
 * @param known false if it says nothing of the node: the pod has not run, or was ended from outside
 * @param endedAt epoch milliseconds; when it started, as long as it runs
 * @param ranMillis 0 as long as it runs
 */
public record PodRun(boolean known, Run.End end, long endedAt, long ranMillis) {
  public static final PodRun NONE = new PodRun(false, Run.End.NONE, 0, 0);

  /** The kubelet's word where a device could not be had: the one refusal that is the node's own. */
  private static final String NO_DEVICE = "UnexpectedAdmissionError";

  private static final long NEVER = Long.MIN_VALUE;

  static PodRun of(Tree metadata, Tree status, long created) {
    return switch (status.get("phase").text("")) {
      case "Running" -> running(status.get("containerStatuses"));
      case "Succeeded" -> ended(status, Run.End.SUCCEEDED, created);
      case "Failed" -> {
        var failed = ended(status, Run.End.FAILED, created);
        yield isDoneByOthers(metadata, status, failed) ? NONE : failed;
      }
      default -> NONE;
    };
  }

  /** Since all of its app containers do; one that is started again and again never does. */
  private static PodRun running(Tree containers) {
    long since = NEVER;
    for (var container : containers.items()) {
      var state = container.get("state");
      long started = time(state.get("running", "startedAt"));
      boolean isDone = state.get("terminated", "exitCode").count(0, 1) == 0;
      if (started == NEVER && !isDone) {
        return NONE;
      }
      since = Math.max(since, started);
    }
    return since == NEVER ? NONE : new PodRun(true, Run.End.NONE, since, 0);
  }

  /** As long as its app container that ran longest; where none ran, its init containers count. */
  private static PodRun ended(Tree status, Run.End end, long created) {
    var run = longest(status.get("containerStatuses"), end);
    if (run.known) {
      return run;
    }
    run = longest(status.get("initContainerStatuses"), end);
    boolean refused = status.get("reason").text("").equals(NO_DEVICE);
    return run.known || !refused ? run : new PodRun(true, end, created, 0);
  }

  private static PodRun longest(Tree containers, Run.End end) {
    long endedAt = NEVER;
    long ran = 0;
    for (var container : containers.items()) {
      var state = container.get("state", "terminated");
      long finished = time(state.get("finishedAt"));
      long started = time(state.get("startedAt"));
      endedAt = Math.max(endedAt, finished);
      if (started > 0 && finished > started) { // one that could not be started has the year 1970
        ran = Math.max(ran, finished - started);
      }
    }
    return endedAt == NEVER ? NONE : new PodRun(true, end, endedAt, ran);
  }

  /** Evicted, shut down, out of time or room; or deleted before it failed. */
  private static boolean isDoneByOthers(Tree metadata, Tree status, PodRun failed) {
    var reason = status.get("reason").text("");
    long deleted = time(metadata.get("deletionTimestamp"));
    long grace = metadata.get("deletionGracePeriodSeconds").count(0, 0) * 1_000L;
    return !(reason.isEmpty() || reason.equals(NO_DEVICE))
        || (deleted != NEVER && failed.endedAt >= deleted - grace);
  }

  private static long time(Tree text) {
    return Times.parse(text.text(""), NEVER);
  }
}
