package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs JobSets as their own controller does: all Jobs of all groups at once, suspended while the
 * whole is. It is done when all Jobs are, or those that its success policy names; a Job that fails
 * fails it, unless all are to be made anew.
 *
 * <p>Groups do not wait for one another, whatever {@code startupPolicy} and {@code dependsOn} say,
 * the rules of a failure policy are not looked at, and there is no Service by which pods find one
 * another.
 */
final class JobSets implements Controller {
  private final World world;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring children;

  JobSets(Site site) {
    this.world = site.world();
    this.queue = new WorkQueue(site.loop(), this::reconcile);
    this.hand = new Hand(site, "system:jobset-controller", queue);
    this.children = new Offspring(site, hand, queue, "JobCreationFailed");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.JOB_SET, Kind.JOB);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.JOB) {
      Key.ofController(news.object(), "JobSet").ifPresent(queue::add);
      return;
    }
    if (!news.exists()) {
      children.forget(news.object());
    }
    queue.add(Key.of(news.object()));
  }

  private void reconcile(Key key) {
    world
        .get(Kind.JOB_SET, key)
        .filter(set -> !Trees.leaving(set) && managedHere(set))
        .ifPresent(set -> run(key, set));
  }

  private static boolean managedHere(Object set) {
    var manager = Trees.text(set, "spec", "managedBy");
    return manager.isEmpty() || manager.equals("jobset.sigs.k8s.io/jobset-controller");
  }

  private void run(Key key, Object set) {
    var conditions = Conditions.of(set, hand.stamp());
    var status = Trees.object("restarts", Trees.number(set, 0, "status", "restarts"));
    var current = current(set);
    if (conditions.isTrue("Completed") || conditions.isTrue("Failed")) {
      deleteAll(key, current.stream().filter(job -> !ended(job)).toList());
    } else if (!deleteAll(key, previous(set))) {
      if (current.stream().anyMatch(JobSets::failed)) {
        fail(set, conditions, status);
      } else if (isDone(set, current)) {
        end(set, conditions, status, "Completed", "AllJobsCompleted", "completed successfully");
      } else {
        keepUp(key, set, current, conditions);
      }
    }
    status.put("conditions", conditions.list());
    status.put("replicatedJobsStatus", counts(set));
    hand.status(key, Kind.JOB_SET, set, status);
  }

  private static boolean failed(Object job) {
    return Trees.condition(job, "Failed").equals("True");
  }

  private static boolean succeeded(Object job) {
    return Trees.condition(job, "Complete").equals("True");
  }

  private static boolean ended(Object job) {
    return failed(job) || succeeded(job);
  }

  /** The Jobs of the present attempt. */
  private List<Map<String, @Nullable Object>> current(Object set) {
    long attempt = Trees.number(set, 0, "status", "restarts");
    return jobs(set).stream().filter(job -> JobSetJobs.attempt(job) >= attempt).toList();
  }

  private List<Map<String, @Nullable Object>> previous(Object set) {
    long attempt = Trees.number(set, 0, "status", "restarts");
    return jobs(set).stream().filter(job -> JobSetJobs.attempt(job) < attempt).toList();
  }

  private List<Map<String, @Nullable Object>> jobs(Object set) {
    return world.owned(Kind.JOB, Trees.uid(set));
  }

  private void fail(Object set, Conditions conditions, Map<String, @Nullable Object> status) {
    long most = Trees.number(set, 0, "spec", "failurePolicy", "maxRestarts");
    long restarts = Trees.number(set, 0, "status", "restarts");
    if (restarts < most) {
      status.put("restarts", restarts + 1);
      hand.tell(set, "Warning", "Restarting", "restarting jobset, attempt " + (restarts + 1));
    } else if (most > 0) {
      String message = "failed due to reaching max number of restarts";
      end(set, conditions, status, "Failed", "ReachedMaxRestarts", message);
    } else {
      end(set, conditions, status, "Failed", "FailedJobs", "failed due to job failures");
    }
  }

  private void end(
      Object set,
      Conditions conditions,
      Map<String, @Nullable Object> status,
      String how,
      String reason,
      String message) {
    conditions.set(how, true, reason, "jobset " + message);
    status.put("terminalState", how);
    hand.tell(set, how.equals("Failed") ? "Warning" : "Normal", reason, "jobset " + message);
  }

  private static boolean isDone(Object set, List<Map<String, @Nullable Object>> jobs) {
    var targets = new TreeSet<>(Trees.texts(set, "spec", "successPolicy", "targetReplicatedJobs"));
    long expected =
        Trees.maps(set, "spec", "replicatedJobs").stream()
            .filter(group -> counts(targets, Trees.text(group, "name")))
            .mapToLong(JobSetJobs::replicas)
            .sum();
    long done =
        jobs.stream().filter(job -> succeeded(job) && counts(targets, groupOf(job))).count();
    boolean any = Trees.text(set, "spec", "successPolicy", "operator").equals("Any");
    return done > 0 && done >= (any ? 1 : expected);
  }

  private static boolean counts(SortedSet<String> targets, String group) {
    return targets.isEmpty() || targets.contains(group);
  }

  private static String groupOf(Object job) {
    return Trees.text(job, "metadata", "labels", JobSetJobs.GROUP);
  }

  /** Makes what Jobs are missing, and holds or lets go those that are there. */
  private void keepUp(
      Key key, Object set, List<Map<String, @Nullable Object>> current, Conditions conditions) {
    create(set, current);
    boolean suspend = Trees.flag(set, "spec", "suspend");
    for (var job : current) {
      if (!ended(job) && !Trees.leaving(job) && JobSetJobs.suspended(job) != suspend) {
        turn(key, set, job, suspend);
      }
    }
    if (suspend) {
      conditions.set("Suspended", true, "SuspendedJobs", "jobset is suspended");
    } else if (conditions.isTrue("Suspended")) {
      conditions.set("Suspended", false, "ResumeJobs", "jobset is resumed");
    }
  }

  private void create(Object set, List<Map<String, @Nullable Object>> current) {
    SortedSet<String> present = new TreeSet<>();
    current.forEach(job -> present.add(Trees.name(job)));
    long room = missing(set, present, 1).isEmpty() ? 0 : children.room(set);
    for (var job : missing(set, present, room)) {
      children.create(set, Kind.JOB, job);
    }
  }

  private static List<Map<String, @Nullable Object>> missing(
      Object set, SortedSet<String> present, long most) {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (var group : Trees.maps(set, "spec", "replicatedJobs")) {
      for (long i = 0; i < JobSetJobs.replicas(group) && result.size() < most; i++) {
        if (!present.contains(JobSetJobs.name(set, group, i))) {
          result.add(JobSetJobs.job(set, group, i));
        }
      }
    }
    return result;
  }

  /** The template of a Job that once started can change only when that is forgotten. */
  private void turn(Key key, Object set, Object job, boolean suspend) {
    if (suspend) {
      hand.patch(key, Kind.JOB, job, Trees.object("spec", Trees.object("suspend", true)));
    } else if (!hand.status(key, Kind.JOB, job, Trees.object("startTime", null))) {
      hand.patch(key, Kind.JOB, job, JobSetJobs.resumption(set, job));
    }
  }

  private List<Map<String, @Nullable Object>> counts(Object set) {
    SortedMap<String, List<Map<String, @Nullable Object>>> byGroup = new TreeMap<>();
    for (var job : current(set)) {
      byGroup.computeIfAbsent(groupOf(job), any -> new ArrayList<>()).add(job);
    }
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (var group : Trees.maps(set, "spec", "replicatedJobs")) {
      String name = Trees.text(group, "name");
      var jobs = byGroup.getOrDefault(name, List.of());
      var open = jobs.stream().filter(job -> !ended(job)).toList();
      result.add(
          Trees.object(
              "name", name,
              "ready", open.stream().filter(JobSets::isReady).count(),
              "succeeded", jobs.stream().filter(JobSets::succeeded).count(),
              "failed", jobs.stream().filter(JobSets::failed).count(),
              "active",
                  open.stream().filter(job -> Trees.number(job, 0, "status", "active") > 0).count(),
              "suspended", open.stream().filter(JobSetJobs::suspended).count()));
    }
    return result;
  }

  /** Whether all pods that a Job has at once are ready or done. */
  private static boolean isReady(Object job) {
    long pods = Trees.number(job, 1, "spec", "parallelism");
    pods = Math.min(pods, Trees.number(job, pods, "spec", "completions"));
    return Trees.number(job, 0, "status", "succeeded") + Trees.number(job, 0, "status", "ready")
        >= pods;
  }

  /** Tells whether there was any to delete. */
  private boolean deleteAll(Key key, List<Map<String, @Nullable Object>> jobs) {
    jobs.stream()
        .filter(job -> !Trees.leaving(job))
        .forEach(job -> hand.delete(key, Kind.JOB, job));
    return !jobs.isEmpty();
  }
}
