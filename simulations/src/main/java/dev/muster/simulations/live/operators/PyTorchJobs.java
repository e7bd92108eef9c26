package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs PyTorchJobs as Kubeflow's training operator does: a pod of a fixed name for each replica,
 * none while suspended. The training is done when its master is or, without one, when all workers
 * are; it has failed when a pod failed that is not to be started again, or when containers were
 * restarted too often. What becomes of its pods then says {@code cleanPodPolicy}.
 *
 * <p>There are no Services, as nobody talks to these pods; deadlines and times to live are not
 * kept.
 */
final class PyTorchJobs implements Controller {
  private static final String WORD = "PyTorchJob";

  private final World world;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring children;

  PyTorchJobs(Site site) {
    this.world = site.world();
    this.queue = new WorkQueue(site.loop(), this::reconcile);
    this.hand = new Hand(site, "system:training-operator", queue);
    this.children = new Offspring(site, hand, queue, "FailedCreatePod");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.PYTORCH_JOB, Kind.POD);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.POD) {
      Key.ofController(news.object(), WORD).ifPresent(queue::add);
      return;
    }
    if (!news.exists()) {
      children.forget(news.object());
    }
    queue.add(Key.of(news.object()));
  }

  private void reconcile(Key key) {
    world
        .get(Kind.PYTORCH_JOB, key)
        .filter(job -> !Trees.leaving(job) && managedHere(job))
        .ifPresent(job -> run(key, job));
  }

  private static boolean managedHere(Object job) {
    var manager = Trees.text(job, "spec", "runPolicy", "managedBy");
    return manager.isEmpty() || manager.equals("kubeflow.org/training-operator");
  }

  private void run(Key key, Object job) {
    var conditions = Conditions.of(job, hand.stamp());
    if (!conditions.isTrue("Created")) {
      set(job, conditions, "Created", true, "Created", "is created.");
    }
    if (conditions.isTrue("Succeeded") || conditions.isTrue("Failed")) {
      if (!deleteAll(key, spent(job))) {
        settle(key, job, conditions);
      }
    } else if (Trees.flag(job, "spec", "runPolicy", "suspend")) {
      if (!deleteAll(key, pods(job))) {
        suspend(key, job, conditions);
      }
    } else {
      advance(key, job, conditions);
    }
  }

  private static void set(
      Object job,
      Conditions conditions,
      String type,
      boolean status,
      String reason,
      String message) {
    conditions.set(type, status, WORD + reason, WORD + " " + Trees.name(job) + " " + message);
  }

  /** The pods that are not left lying about at the end. */
  private List<Map<String, @Nullable Object>> spent(Object job) {
    var policy = Trees.text(job, "spec", "runPolicy", "cleanPodPolicy");
    return switch (policy) {
      case "All" -> pods(job);
      case "Running" -> pods(job).stream().filter(pod -> !Pods.ended(pod)).toList();
      default -> List.of();
    };
  }

  /** What still ran when it was done counts as done. */
  private void settle(Key key, Object job, Conditions conditions) {
    var replicas = Trees.copyOf(Trees.map(job, "status", "replicaStatuses"));
    if (conditions.isTrue("Succeeded")) {
      for (String type : replicas.keySet()) {
        var counts = Trees.map(replicas, type);
        long all = Trees.number(counts, 0, "succeeded") + Trees.number(counts, 0, "active");
        counts.put("succeeded", all == 0 ? null : all);
        counts.put("active", null);
      }
    }
    hand.status(key, Kind.PYTORCH_JOB, job, Trees.object("replicaStatuses", replicas));
  }

  private void suspend(Key key, Object job, Conditions conditions) {
    if (conditions.isTrue("Running")) {
      set(job, conditions, "Running", false, "Suspended", "is suspended.");
    }
    set(job, conditions, "Suspended", true, "Suspended", "is suspended.");
    var replicas = Trees.copyOf(Trees.map(job, "status", "replicaStatuses"));
    replicas.keySet().forEach(type -> Trees.map(replicas, type).put("active", null));
    hand.status(
        key,
        Kind.PYTORCH_JOB,
        job,
        Trees.object("conditions", conditions.list(), "replicaStatuses", replicas));
  }

  private void advance(Key key, Object job, Conditions conditions) {
    var replicas = PyTorchReplicas.of(job, pods(job));
    var status = Trees.object();
    boolean resumed = conditions.isTrue("Suspended");
    if (resumed) {
      set(job, conditions, "Suspended", false, "Resumed", "is resumed.");
    }
    if (resumed || Trees.text(job, "status", "startTime").isEmpty()) {
      status.put("startTime", hand.stamp());
    }
    var failed = replicas.stream().flatMap(group -> group.retried().stream()).toList();
    if (!failed.isEmpty()) {
      set(job, conditions, "Restarting", true, "Restarting", "is restarting: replicas failed.");
      set(job, conditions, "Running", false, "Restarting", "is restarting: replicas failed.");
    } else if (scale(key, job, replicas)) {
      return;
    } else {
      judge(job, replicas, conditions);
    }
    deleteAll(key, failed);
    if (conditions.isTrue("Succeeded") || conditions.isTrue("Failed")) {
      status.put("completionTime", hand.stamp());
    }
    status.put("conditions", conditions.list());
    status.put("replicaStatuses", counts(job, replicas));
    hand.status(key, Kind.PYTORCH_JOB, job, status);
  }

  private static Map<String, @Nullable Object> counts(Object job, List<PyTorchReplicas> replicas) {
    var result = Trees.object();
    replicas.forEach(group -> result.put(group.type(), group.status(job)));
    return result;
  }

  /** Tells whether anything is to be written for it. */
  private boolean scale(Key key, Object job, List<PyTorchReplicas> replicas) {
    var surplus = new ArrayList<Map<String, @Nullable Object>>();
    replicas.forEach(group -> surplus.addAll(group.surplus()));
    boolean waits = replicas.stream().anyMatch(PyTorchReplicas::isMaster);
    boolean isWhole = replicas.stream().allMatch(group -> group.missing(1).isEmpty());
    long room = isWhole ? 0 : children.room(job);
    long made = 0;
    for (var group : replicas) {
      for (long index : group.missing(room - made)) {
        children.create(job, Kind.POD, group.pod(job, index, waits));
        made++;
      }
    }
    return deleteAll(key, surplus) | made > 0;
  }

  /** Finds out from the pods whether it runs, is done or has failed. */
  private void judge(Object job, List<PyTorchReplicas> replicas, Conditions conditions) {
    boolean hasMaster = replicas.stream().anyMatch(PyTorchReplicas::isMaster);
    for (var group : replicas) {
      boolean decides = group.isMaster() || !hasMaster;
      if (decides && group.succeeded() >= group.wanted()) {
        end(job, conditions, "Succeeded", "is successfully completed.");
        return;
      }
      if (decides && group.active() > 0) {
        set(job, conditions, "Running", true, "Running", "is running.");
        if (conditions.isTrue("Restarting")) {
          set(job, conditions, "Restarting", false, "Running", "is running.");
        }
      }
    }
    long limit = Trees.number(job, Long.MAX_VALUE, "spec", "runPolicy", "backoffLimit");
    long restarts = replicas.stream().mapToLong(PyTorchReplicas::restarts).sum();
    if (restarts > 0 && restarts >= limit) {
      end(job, conditions, "Failed", "has reached the specified backoff limit.");
    }
    for (var group : replicas) {
      if (group.failed() > 0) {
        var many = group.failed() + " " + group.type() + " replica(s) failed.";
        end(job, conditions, "Failed", "is failed because " + many);
      }
    }
  }

  private void end(Object job, Conditions conditions, String how, String message) {
    hand.tell(job, "Normal", WORD + how, WORD + " " + Trees.name(job) + " " + message);
    if (conditions.isTrue("Running")) {
      set(job, conditions, "Running", false, how, message);
    }
    set(job, conditions, how, true, how, message);
  }

  private List<Map<String, @Nullable Object>> pods(Object job) {
    return world.owned(Kind.POD, Trees.uid(job));
  }

  /** Tells whether there was any to delete. */
  private boolean deleteAll(Key key, List<Map<String, @Nullable Object>> pods) {
    var present = pods.stream().filter(pod -> !Trees.leaving(pod)).toList();
    present.forEach(pod -> hand.delete(key, Kind.POD, pod));
    return !present.isEmpty();
  }
}
