package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Store;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs batch/v1 Jobs: as many pods at once as {@code parallelism} says until {@code completions}
 * succeeded, failed ones replaced until {@code backoffLimit}, none while suspended.
 */
final class Jobs {
  private static final long BATCH = 200;

  private final World world;
  private final Loop loop;
  private final Settings settings;
  private final Hand hand;
  private final WorkQueue<Key> queue;
  private final Refusals refusals;
  private final Numbers numbers = new Numbers();
  private final SortedMap<String, Long> failedAt = new TreeMap<>();

  Jobs(World world, Store store, Loop loop, Settings settings) {
    this.world = world;
    this.loop = loop;
    this.settings = settings;
    this.hand = new Hand(store, loop, "system:job-controller");
    this.queue = new WorkQueue<>(loop, this::reconcile);
    this.refusals = new Refusals(hand, queue, "FailedCreate");
    world.all(Kind.JOB).forEach(job -> queue.add(Key.of(job)));
  }

  /** Takes notice of one write. */
  void onChange(Kind kind, Change change) {
    if (kind == Kind.JOB) {
      if (change.type() == ChangeType.DELETED) {
        numbers.forget(change.object());
        failedAt.remove(Trees.uid(change.object()));
        refusals.forget(change.object());
      }
      queue.add(Key.of(change.object()));
    } else if (kind == Kind.POD) {
      Key.ofController(change.object(), "Job")
          .ifPresent(job -> {
            noteFailure(change);
            queue.add(job);
          });
    }
  }

  private void noteFailure(Change change) {
    boolean failedNow = Pods.failed(change.object()) && !Pods.failed(Trees.map(change.before()));
    if (failedNow) {
      failedAt.put(Trees.controllerOf(change.object()), loop.monotonic());
    }
  }

  private void reconcile(Key key) {
    world.get(Kind.JOB, key).filter(job -> !Trees.leaving(job)).ifPresent(job -> run(key, job));
  }

  private void run(Key key, Object job) {
    if (Trees.condition(job, "Complete").equals("True")
        || Trees.condition(job, "Failed").equals("True")) {
      deleteAll(live(job));
      write(key, Conditions.of(job, hand.stamp()));
      return;
    }
    if (Trees.flag(job, "spec", "suspend")) {
      deleteAll(live(job));
      write(
          key,
          Conditions.of(job, hand.stamp()).set("Suspended", true, "JobSuspended", "suspended"));
      return;
    }
    var conditions = Conditions.of(job, hand.stamp());
    if (conditions.isTrue("Suspended")) {
      conditions.set("Suspended", false, "JobResumed", "Job resumed");
    }
    JobTally tally = JobTally.of(job, world.owned(Kind.POD, Trees.uid(job)));
    if (tally.exhausted()) {
      String message = "Job has reached the specified backoff limit";
      deleteAll(live(job));
      conditions.set("Failed", true, "BackoffLimitExceeded", message);
    } else if (tally.complete()) {
      deleteAll(live(job));
      conditions.set(
          "Complete", true, "CompletionsReached", "Reached expected number of succeeded pods");
    } else {
      scale(key, job, tally);
    }
    write(key, conditions);
  }

  private void scale(Key key, Object job, JobTally tally) {
    var live = live(job);
    if (live.size() > tally.wanted()) {
      deleteAll(live.subList((int) tally.wanted(), live.size()));
      return;
    }
    Long failed = failedAt.get(Trees.uid(job));
    long pause = failed == null ? 0 : failed + settings.recreateMillis() - loop.monotonic();
    if (pause > 0 && live.size() < tally.wanted()) {
      queue.addAfter(pause, key);
      return;
    }
    for (int i = live.size(); i < tally.wanted(); i++) {
      if (i - live.size() == BATCH) {
        queue.add(key);
        return;
      }
      if (!createPod(job)) {
        return;
      }
    }
  }

  private boolean createPod(Object job) {
    String uid = Trees.uid(job);
    var labels =
        Trees.object(
            "batch.kubernetes.io/controller-uid",
            uid,
            "batch.kubernetes.io/job-name",
            Trees.name(job),
            "controller-uid",
            uid,
            "job-name",
            Trees.name(job));
    var template = Trees.map(job, "spec", "template");
    return refusals.wentWell(
        job,
        numbers.create(
            job,
            number -> {
              String name = Trees.name(job) + "-" + Suffix.of(uid, number);
              var pod = Templates.pod(job, name, labels, template);
              return hand.create(Kind.POD, Trees.namespace(job), pod);
            }));
  }

  /** Pods that have not ended and are not going. */
  private List<Map<String, @Nullable Object>> live(Object job) {
    return world.owned(Kind.POD, Trees.uid(job)).stream()
        .filter(pod -> !Pods.ended(pod) && !Trees.leaving(pod))
        .toList();
  }

  private void deleteAll(List<Map<String, @Nullable Object>> pods) {
    pods.forEach(pod -> hand.delete(Kind.POD, pod));
  }

  private void write(Key key, Conditions conditions) {
    world
        .get(Kind.JOB, key)
        .ifPresent(job -> {
          var tally = JobTally.of(job, world.owned(Kind.POD, Trees.uid(job)));
          var status = tally.status();
          status.put("conditions", conditions.list());
          boolean started = !Trees.text(job, "status", "startTime").isEmpty();
          if (conditions.isTrue("Suspended")) {
            status.put("startTime", null);
          } else if (!started) {
            status.put("startTime", hand.stamp());
          }
          boolean ended = !Trees.text(job, "status", "completionTime").isEmpty();
          if (conditions.isTrue("Complete") && !ended) {
            status.put("completionTime", hand.stamp());
          }
          hand.status(Kind.JOB, job, status);
        });
  }
}
