package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs RayJobs as KubeRay does: makes the cluster, waits until it is ready, then submits by a Job
 * ({@code K8sJobMode}) or without a pod of its own, and takes the cluster down at the end if it is
 * to. Without a submitter pod the run time and the exit code are annotations on the RayJob itself.
 */
final class RayJobs implements Controller {
  private final World world;
  private final Loop loop;
  private final Settings settings;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring children;
  private final SortedMap<String, Long> since = new TreeMap<>();

  RayJobs(Site site) {
    this.world = site.world();
    this.loop = site.loop();
    this.settings = site.settings();
    this.queue = new WorkQueue(loop, this::reconcile);
    this.hand = new Hand(site, "system:kuberay", queue);
    this.children = new Offspring(site, hand, queue, "FailedToCreate");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.RAY_JOB, Kind.RAY_CLUSTER, Kind.JOB);
  }

  @Override
  public void on(News news) {
    if (news.kind() != Kind.RAY_JOB) {
      Key.ofController(news.object(), "RayJob").ifPresent(queue::add);
      if (news.kind() == Kind.RAY_CLUSTER) {
        world.all(Kind.RAY_JOB).stream()
            .filter(job -> selects(job, news.object()))
            .forEach(job -> queue.add(Key.of(job)));
      }
      return;
    }
    if (!news.exists()) {
      since.remove(Trees.uid(news.object()));
      children.forget(news.object());
    }
    queue.add(Key.of(news.object()));
  }

  private static boolean selects(Object job, Object cluster) {
    return Trees.namespace(job).equals(Trees.namespace(cluster))
        && RayJobSpec.selectedCluster(job).equals(Trees.name(cluster));
  }

  private void reconcile(Key key) {
    world.get(Kind.RAY_JOB, key).filter(job -> !Trees.leaving(job)).ifPresent(this::advance);
  }

  private void advance(Object job) {
    boolean suspend = Trees.flag(job, "spec", "suspend");
    switch (RayJobSpec.stage(job)) {
      case "" -> begin(job, suspend);
      case "Initializing" -> {
        if (suspend) {
          stage(job, "Suspending");
        } else {
          initialize(job);
        }
      }
      case "Running" -> {
        if (suspend) {
          stage(job, "Suspending");
        } else {
          watch(job);
        }
      }
      case "Suspending" -> {
        if (takenDown(job)) {
          write(job, RayJobSpec.blank("Suspended"));
        }
      }
      case "Suspended" -> {
        if (!suspend) {
          stage(job, "");
        }
      }
      case "Retrying" -> {
        if (takenDown(job)) {
          write(job, RayJobSpec.blank(""));
        }
      }
      case "Complete", "Failed" -> cleanUp(job);
      default -> {
        // ValidationFailed, or a word from elsewhere: nothing follows on it.
      }
    }
  }

  private void begin(Object job, boolean suspend) {
    Optional<String> wrong = RayJobSpec.problem(job);
    if (wrong.isPresent()) {
      hand.tell(job, "Warning", "ValidationFailed", wrong.get());
      stage(job, "ValidationFailed");
    } else if (suspend) {
      stage(job, "Suspended");
    } else {
      long attempt = Trees.number(job, 0, "status", "failed");
      write(
          job,
          Trees.object(
              "jobDeploymentStatus", "Initializing",
              "jobId", Trees.name(job) + "-" + Suffix.of(Trees.uid(job), "id", attempt),
              "rayClusterName", clusterName(job, attempt),
              "startTime", hand.stamp(),
              "observedGeneration", Trees.number(job, 0, "metadata", "generation")));
    }
  }

  private String clusterName(Object job, long attempt) {
    String selected = RayJobSpec.selectedCluster(job);
    return selected.isEmpty()
        ? Trees.name(job) + "-" + Suffix.of(Trees.uid(job), hand.stamp(), attempt)
        : selected;
  }

  private void initialize(Object job) {
    var found = cluster(job);
    if (found.isEmpty()) {
      if (RayJobSpec.selectedCluster(job).isEmpty()) {
        create(job, Kind.RAY_CLUSTER, RayJobSpec.cluster(job));
      }
      return;
    }
    if (!Trees.text(found.get(), "status", "state").equals("ready")) {
      return;
    }
    if (RayJobSpec.hasSubmitter(job) && submitter(job).isEmpty()) {
      create(job, Kind.JOB, RayJobSpec.submitter(job, found.get()));
      return;
    }
    since.put(Trees.uid(job), loop.monotonic());
    write(job, Trees.object("jobDeploymentStatus", "Running", "jobStatus", "RUNNING"));
  }

  private void watch(Object job) {
    if (RayJobSpec.hasSubmitter(job)) {
      submitter(job)
          .ifPresent(submitter -> {
            if (Trees.condition(submitter, "Complete").equals("True")) {
              end(job, true);
            } else if (Trees.condition(submitter, "Failed").equals("True")) {
              end(job, false);
            }
          });
      return;
    }
    double seconds = Pods.wish(job, "run-seconds", -1);
    if (seconds >= 0 && due(job, settings.runMillis(seconds))) {
      end(job, Math.round(Pods.wish(job, "exit-code", 0)) == 0);
    }
  }

  /** Whether that time has passed since the last step; if not, there will be another look. */
  private boolean due(Object job, long millis) {
    long start = since.computeIfAbsent(Trees.uid(job), uid -> loop.monotonic());
    long left = start + millis - loop.monotonic();
    if (left > 0) {
      queue.addAfter(left, Key.of(job));
    }
    return left <= 0;
  }

  private void end(Object job, boolean success) {
    long failed = Trees.number(job, 0, "status", "failed") + (success ? 0 : 1);
    long limit = Trees.number(job, 0, "spec", "backoffLimit");
    String stage = success ? "Complete" : failed <= limit ? "Retrying" : "Failed";
    since.put(Trees.uid(job), loop.monotonic());
    write(
        job,
        Trees.object(
            "jobDeploymentStatus",
            stage,
            "jobStatus",
            success ? "SUCCEEDED" : "FAILED",
            "succeeded",
            success ? 1L : 0L,
            "failed",
            failed,
            "endTime",
            hand.stamp()));
  }

  private void cleanUp(Object job) {
    boolean shutDown = Trees.flag(job, "spec", "shutdownAfterJobFinishes");
    long seconds = Trees.number(job, 0, "spec", "ttlSecondsAfterFinished");
    if (shutDown && RayJobSpec.selectedCluster(job).isEmpty() && due(job, seconds * 1000)) {
      cluster(job).ifPresent(cluster -> deleteOnce(job, Kind.RAY_CLUSTER, cluster));
    }
  }

  /** Deletes what was made for this attempt; tells whether nothing is left. */
  private boolean takenDown(Object job) {
    var cluster =
        RayJobSpec.selectedCluster(job).isEmpty()
            ? cluster(job)
            : Optional.<Map<String, @Nullable Object>>empty();
    var submitter = submitter(job);
    cluster.ifPresent(found -> deleteOnce(job, Kind.RAY_CLUSTER, found));
    submitter.ifPresent(found -> deleteOnce(job, Kind.JOB, found));
    return cluster.isEmpty() && submitter.isEmpty();
  }

  private void deleteOnce(Object job, Kind kind, Object object) {
    if (!Trees.leaving(object)) {
      hand.delete(Key.of(job), kind, object);
    }
  }

  private void create(Object job, Kind kind, Map<String, @Nullable Object> child) {
    if (children.room(job) > 0) {
      children.create(job, kind, child);
    }
  }

  private void stage(Object job, String stage) {
    write(job, Trees.object("jobDeploymentStatus", stage));
  }

  private void write(Object job, Map<String, @Nullable Object> status) {
    hand.status(Key.of(job), Kind.RAY_JOB, job, status);
  }

  private Optional<Map<String, @Nullable Object>> cluster(Object job) {
    String name = Trees.text(job, "status", "rayClusterName");
    return world.get(Kind.RAY_CLUSTER, new Key(Trees.namespace(job), name));
  }

  private Optional<Map<String, @Nullable Object>> submitter(Object job) {
    return world
        .get(Kind.JOB, Key.of(job))
        .filter(found -> Trees.controllerOf(found).equals(Trees.uid(job)));
  }
}
