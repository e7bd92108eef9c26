package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs batch/v1 Jobs: as many pods at once as {@code parallelism} says until {@code completions}
 * succeeded, failed ones replaced until {@code backoffLimit}, none while suspended. A Job that is
 * managed by somebody else is left alone.
 */
final class Jobs implements Controller {
  private final World world;
  private final Loop loop;
  private final Settings settings;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring pods;
  private final SortedMap<String, Long> failedAt = new TreeMap<>();

  Jobs(Site site) {
    this.world = site.world();
    this.loop = site.loop();
    this.settings = site.settings();
    this.queue = new WorkQueue(loop, this::reconcile);
    this.hand = new Hand(site, "system:job-controller", queue);
    this.pods = new Offspring(site, hand, queue, "FailedCreate");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.JOB, Kind.POD);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.POD) {
      Key.ofController(news.object(), "Job")
          .ifPresent(job -> {
            noteFailure(news);
            queue.add(job);
          });
      return;
    }
    if (!news.exists()) {
      pods.forget(news.object());
      failedAt.remove(Trees.uid(news.object()));
    }
    queue.add(Key.of(news.object()));
  }

  private void noteFailure(News news) {
    if (Pods.failed(news.object()) && !Pods.failed(Trees.map(news.before()))) {
      failedAt.put(Trees.controllerOf(news.object()), loop.monotonic());
    }
  }

  private void reconcile(Key key) {
    world
        .get(Kind.JOB, key)
        .filter(job -> !Trees.leaving(job) && managedHere(job))
        .ifPresent(job -> run(key, job));
  }

  private static boolean managedHere(Object job) {
    var manager = Trees.text(job, "spec", "managedBy");
    return manager.isEmpty() || manager.equals("kubernetes.io/job-controller");
  }

  private void run(Key key, Object job) {
    var conditions = Conditions.of(job, hand.stamp());
    boolean acts;
    if (conditions.isTrue("Complete") || conditions.isTrue("Failed")) {
      acts = deleteAll(key, live(job));
    } else if (Trees.flag(job, "spec", "suspend")) {
      acts = deleteAll(key, live(job));
      conditions.set("Suspended", true, "JobSuspended", "suspended");
    } else {
      if (conditions.isTrue("Suspended")) {
        conditions.set("Suspended", false, "JobResumed", "Job resumed");
      }
      acts = advance(key, job, conditions);
    }
    if (!acts) {
      write(key, job, conditions);
    }
  }

  private boolean advance(Key key, Object job, Conditions conditions) {
    JobTally tally = JobTally.of(job, world.owned(Kind.POD, Trees.uid(job)));
    if (tally.exhausted()) {
      String message = "Job has reached the specified backoff limit";
      conditions.set("Failed", true, "BackoffLimitExceeded", message);
      return deleteAll(key, live(job));
    }
    if (tally.complete()) {
      String message = "Reached expected number of succeeded pods";
      conditions.set("Complete", true, "CompletionsReached", message);
      return deleteAll(key, live(job));
    }
    return scale(key, job, tally);
  }

  /** Tells whether anything is to be written for it. */
  private boolean scale(Key key, Object job, JobTally tally) {
    var live = live(job);
    if (live.size() >= tally.wanted()) {
      return deleteAll(key, live.subList((int) tally.wanted(), live.size()));
    }
    Long failed = failedAt.get(Trees.uid(job));
    long pause = failed == null ? 0 : failed + settings.recreateMillis() - loop.monotonic();
    if (pause > 0) {
      queue.addAfter(pause, key);
      return false;
    }
    long missing = Math.min(tally.wanted() - live.size(), pods.room(job));
    for (long i = 0; i < missing; i++) {
      pods.createPod(job, number -> pod(job, number));
    }
    return missing > 0;
  }

  private static Map<String, @Nullable Object> pod(Object job, long number) {
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
    String name = Trees.name(job) + "-" + Suffix.of(uid, number);
    return Templates.pod(job, name, labels, Trees.map(job, "spec", "template"));
  }

  /** Pods that have not ended and are not going. */
  private List<Map<String, @Nullable Object>> live(Object job) {
    return world.owned(Kind.POD, Trees.uid(job)).stream()
        .filter(pod -> !Pods.ended(pod) && !Trees.leaving(pod))
        .toList();
  }

  private boolean deleteAll(Key key, List<Map<String, @Nullable Object>> pods) {
    pods.forEach(pod -> hand.delete(key, Kind.POD, pod));
    return !pods.isEmpty();
  }

  private void write(Key key, Object job, Conditions conditions) {
    var status = JobTally.of(job, world.owned(Kind.POD, Trees.uid(job))).status();
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
    hand.status(key, Kind.JOB, job, status);
  }
}
