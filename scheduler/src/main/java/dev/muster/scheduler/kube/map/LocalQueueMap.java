package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is read of a LocalQueue, and the status that is told of it. */
public final class LocalQueueMap {
  /**
   * A LocalQueue.
   *
   * @param status as it is stored, for comparison
   */
  public record View(
      String namespace,
      String name,
      String uid,
      String clusterQueue,
      Map<String, @Nullable Object> status) {}

  /** How many gangs of a queue wait, and how many have their room. */
  public record Counts(long pending, long admitted) {
    public static final Counts NONE = new Counts(0, 0);

    public Counts plus(Counts other) {
      return new Counts(pending + other.pending, admitted + other.admitted);
    }
  }

  private LocalQueueMap() {}

  public static View view(Map<String, ?> object) {
    var tree = Tree.lenient(object);
    var id = GangMap.id(tree.get("metadata"));
    var status = new TreeMap<String, @Nullable Object>();
    tree.get("status").fields().forEach((name, field) -> status.put(name, field.value()));
    var clusterQueue = tree.get("spec", "clusterQueue").text("");
    return new View(id.namespace(), id.name(), id.uid(), clusterQueue, status);
  }

  /** The status of a queue with so many gangs; room is reserved and given in one. */
  public static Map<String, @Nullable Object> status(View queue, Counts counts, long now) {
    var status = new LinkedHashMap<String, @Nullable Object>();
    status.put("conditions", List.of(active(since(queue).orElseGet(() -> Times.format(now)))));
    status.put("flavors", List.of());
    status.put("pendingWorkloads", counts.pending());
    status.put("reservingWorkloads", counts.admitted());
    status.put("admittedWorkloads", counts.admitted());
    return status;
  }

  private static Map<String, @Nullable Object> active(String since) {
    var condition = new LinkedHashMap<String, @Nullable Object>();
    condition.put("type", "Active");
    condition.put("status", "True");
    condition.put("reason", "Ready");
    condition.put("message", "Muster admits what is queued here");
    condition.put("lastTransitionTime", since);
    return condition;
  }

  /** Since when it is stored as active. */
  private static Optional<String> since(View queue) {
    return Tree.lenient(queue.status()).get("conditions").items().stream()
        .filter(condition -> condition.get("type").text("").equals("Active"))
        .filter(condition -> condition.get("status").text("").equals("True"))
        .map(condition -> condition.get("lastTransitionTime").text(""))
        .filter(time -> !time.isEmpty())
        .findFirst();
  }
}
