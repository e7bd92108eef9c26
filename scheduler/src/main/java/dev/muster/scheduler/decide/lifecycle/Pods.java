package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.PodSet;

/**
 * How a gang's pods do against how many there should be.
 *
 * <p>An object that tells of itself whether it ended well is judged by that and not by its pods:
 * when a RayJob is done, its pods may be gone.
 */
final class Pods {
  private static final String RAY_JOB = "RayJob";

  /** Starts RayJobs again and again: it is never done, and its pods come when one is due. */
  private static final String RAY_CRON_JOB = "RayCronJob";

  private static final String SUBMITTER = "submitterPodTemplate";

  private Pods() {}

  /** Whether the gang's pods can be judged at all: one whose demand is unreadable cannot. */
  static boolean countable(Gang gang) {
    return gang.spec().demand() instanceof Demand.Readable;
  }

  /** Whether everything that the gang is to do is done and nothing of it is at work. */
  static boolean allSucceeded(Gang gang) {
    if (!(gang.spec().demand() instanceof Demand.Readable demand)) {
      return false;
    }
    var pods = gang.observed().pods();
    int expected = 0;
    boolean allDone = true;
    for (var set : demand.podSets()) {
      boolean done = isDone(gang, set.component());
      if (!done && (tellsOfItself(gang, set.component()) || isUnseen(set))) {
        return false;
      }
      allDone &= done;
      expected += done ? 0 : set.count();
    }
    boolean toldSo = allDone && !demand.podSets().isEmpty();
    boolean atRest = pods.pending() + pods.running() == 0 && (toldSo || pods.failed() == 0);
    return atRest && pods.succeeded() >= expected;
  }

  /** Whether it is known to have no pods at all. */
  static boolean expectsNone(Gang gang) {
    return gang.spec().demand() instanceof Demand.Readable demand
        && demand.podSets().stream().allMatch(set -> set.count() == 0);
  }

  /** Whether failed pods say something that their objects do not contradict. */
  static boolean someFailed(Gang gang) {
    return gang.observed().pods().failed() > 0 && !allDone(gang);
  }

  static boolean ready(Gang gang) {
    var pods = gang.observed().pods();
    return pods.running() + pods.succeeded() >= awaited(gang);
  }

  static boolean allExist(Gang gang) {
    var pods = gang.observed().pods();
    return pods.pending() + pods.running() + pods.succeeded() >= awaited(gang);
  }

  /** Whether the exit code of a pod forbids a retry. */
  static boolean failedForGood(Gang gang) {
    var terminal = gang.spec().faultTolerance().terminalExitCodes();
    var retryable = gang.spec().faultTolerance().retryableExitCodes();
    for (var code : gang.observed().pods().exitCodes()) {
      if (terminal.contains(code) || (!retryable.isEmpty() && !retryable.contains(code))) {
        return true;
      }
    }
    return false;
  }

  /** The pods that a started gang is waited for to have. */
  private static int awaited(Gang gang) {
    if (!(gang.spec().demand() instanceof Demand.Readable demand)) {
      return 0;
    }
    int awaited = 0;
    for (var set : demand.podSets()) {
      awaited += isDone(gang, set.component()) || comesLater(gang, set) ? 0 : admitted(gang, set);
    }
    return awaited;
  }

  /**
   * An object that is the gang itself may ask for more after its admission: that is not waited for.
   */
  private static int admitted(Gang gang, PodSet set) {
    if (!gang.spec().isBare()) {
      return set.count();
    }
    return gang.status().latestAdmission().stream()
        .flatMap(admission -> admission.podSets().stream())
        .filter(placement -> placement.podSet().equals(set.name()))
        .mapToInt(placement -> Math.min(placement.count(), set.count()))
        .sum();
  }

  /**
   * A RayJob's submitter starts only when its cluster is ready, and the default one does not even
   * carry the gang's label: to wait for it would reset every gang with a slow start.
   */
  private static boolean comesLater(Gang gang, PodSet set) {
    return isUnseen(set)
        || set.path().endsWith(SUBMITTER)
        || isOfKind(gang, set.component(), RAY_CRON_JOB);
  }

  /** Whether its pods carry no label of the gang, so that nobody knows what became of them. */
  private static boolean isUnseen(PodSet set) {
    return set.path().isEmpty();
  }

  private static boolean allDone(Gang gang) {
    return gang.spec().demand() instanceof Demand.Readable demand
        && !demand.podSets().isEmpty()
        && demand.podSets().stream().allMatch(set -> isDone(gang, set.component()));
  }

  private static boolean isDone(Gang gang, int component) {
    return Components.observed(gang, component).map(Observed.Component::done).orElse(false);
  }

  private static boolean tellsOfItself(Gang gang, int component) {
    return gang.spec().isBare()
        || isOfKind(gang, component, RAY_JOB)
        || isOfKind(gang, component, RAY_CRON_JOB);
  }

  private static boolean isOfKind(Gang gang, int component, String kind) {
    var objects = gang.spec().objects();
    return component < objects.size() && objects.get(component).kind().equals(kind);
  }
}
