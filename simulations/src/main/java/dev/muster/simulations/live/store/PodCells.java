package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ready, Status and Restarts of a pod, as kubectl derives them from its containers. */
final class PodCells {
  private PodCells() {}

  static Object of(String column, Map<String, @Nullable Object> pod) {
    var statuses = Trees.objects(Trees.at(pod, "status", "containerStatuses"));
    return switch (column) {
      case "Ready" -> {
        long ready = statuses.stream().filter(one -> Boolean.TRUE.equals(one.get("ready"))).count();
        yield ready + "/" + Trees.listAt(pod, "spec", "containers").size();
      }
      case "Restarts" ->
          Long.toString(
              statuses.stream().mapToLong(one -> Trees.number(one.get("restartCount"), 0)).sum());
      default -> status(pod, statuses);
    };
  }

  private static String status(
      Map<String, @Nullable Object> pod, List<Map<String, @Nullable Object>> statuses) {
    if (Metadata.terminating(pod)) {
      return "Terminating";
    }
    String result = Trees.textAt(pod, "status", "phase");
    if (gated(pod)) {
      result = "SchedulingGated";
    }
    var reason = Trees.textAt(pod, "status", "reason");
    if (!reason.isEmpty()) {
      result = reason;
    }
    boolean running = false;
    for (var status : statuses) {
      var word = container(status);
      result = word.isEmpty() ? result : word;
      running |= Trees.at(status, "state", "running") != null;
    }
    return result.equals("Completed") && running ? "Running" : result;
  }

  private static boolean gated(Map<String, @Nullable Object> pod) {
    return Trees.objects(Trees.at(pod, "status", "conditions")).stream()
        .anyMatch(condition ->
            "PodScheduled".equals(condition.get("type"))
                && "SchedulingGated".equals(condition.get("reason")));
  }

  /** Why a container does not run; empty if it does or nothing is said. */
  private static String container(Map<String, @Nullable Object> status) {
    var waiting = Trees.textAt(status, "state", "waiting", "reason");
    if (!waiting.isEmpty()) {
      return waiting;
    }
    var terminated = Trees.objectAt(status, "state", "terminated");
    var reason = Trees.text(terminated.get("reason"));
    if (!reason.isEmpty() || terminated.isEmpty()) {
      return reason;
    }
    return "ExitCode:" + Trees.number(terminated.get("exitCode"), 0);
  }
}
