package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Mcad;
import dev.muster.scheduler.model.McadStatus;
import dev.muster.scheduler.model.McadStatus.Words;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Resources;
import java.math.BigInteger;
import java.util.List;

/**
 * What MCAD's clients are told after an event, in MCAD's words. Told of gangs alone that were
 * submitted in MCAD's version.
 */
final class McadWords {
  private static final Words QUEUEING = new Words("Pending", "Queueing", false);
  private static final Words BACKOFF = new Words("Pending", "Backoff", false);
  private static final Words PREEMPTED = new Words("Pending", "PreemptCandidate", false);
  private static final Words DISPATCHED = new Words("Running", "Dispatched", true);
  private static final Words RUNNING = new Words("Running", "Running", true);
  private static final Words HOLDING =
      new Words("RunningHoldCompletion", "RunningHoldCompletion", true);
  private static final Words COMPLETED = new Words("Completed", "Completed", false);
  private static final Words FAILED = new Words("Failed", "Failed", false);
  private static final Words DELETED = new Words("Deleted", "Deleted", false);

  private McadWords() {}

  /** The status after an event, with that in MCAD's words. */
  static GangStatus after(Gang gang, Finding finding, GangStatus next, long now) {
    var mcad = gang.spec().byMcad();
    if (mcad.isEmpty()) {
      return next;
    }
    var known =
        next.forMcad()
            .orElseGet(() ->
                McadStatus.first(McadStatus.Asked.NOTHING, now)
                    .withWords(ofPhase(gang.status().phase())));
    var told = told(gang, finding, next, known, now);
    boolean anew = finding.event() == Event.ADMITTED;
    return next.withComponents(Components.completed(gang, next.components(), anew, now))
        .withMcad(told.withAsked(asked(gang, mcad.get())).withPods(pods(gang, next)));
  }

  /** Of a gang of which nobody has told anything in MCAD's words yet. */
  private static Words ofPhase(Phase phase) {
    return switch (phase) {
      case UNSEEN, SUSPENDED -> QUEUEING;
      case SUSPENDING -> BACKOFF;
      case RESUMING, RUNNING, RESETTING -> DISPATCHED;
      case SUCCEEDED -> COMPLETED;
      case FAILED -> FAILED;
      case TERMINATING -> DELETED;
    };
  }

  /** Whether a pod of this attempt was seen to run. */
  static boolean hasRun(Gang gang) {
    long dispatched = -1;
    long ran = -1;
    for (var told : gang.status().forMcad().map(McadStatus::conditions).orElse(List.of())) {
      dispatched = told.type().equals("Dispatched") ? told.updated() : dispatched;
      ran = told.type().equals("Running") ? told.updated() : ran;
    }
    return ran >= 0 && ran >= dispatched;
  }

  private static McadStatus told(
      Gang gang, Finding finding, GangStatus next, McadStatus known, long now) {
    return switch (finding.event()) {
      case FIRST_SEEN, DELETION_DUE -> known;
      case ADMITTED ->
          known
              .dispatched(now)
              .with("Dispatched", "AppWrapperRunnable", "", now)
              .withWords(DISPATCHED);
      case TAKEN_OVER, ALL_CREATED, PODS_READY, PODS_SHORT, PODS_FAILED ->
          running(gang, known, now);
      case COMPLETE_WITH_PODS ->
          to(
              ran(gang, known, now),
              HOLDING,
              "RunningHoldCompletion",
              "SomeItemsCompleted",
              "",
              now);
      case ALL_SUCCEEDED -> to(known, COMPLETED, "Completed", "PodsCompleted", "", now);
      case HELD, FORBIDDEN, UNPLACED -> known.withWords(BACKOFF);
      case REQUEUED, ATTEMPT_FAILED ->
          to(known, PREEMPTED, "PreemptCandidate", finding.reason(), finding.message(), now);
      case OVERRAN ->
          known
              .with("PreemptCandidate", finding.reason(), finding.message(), now)
              .withWords(FAILED);
      case GIVEN_UP -> givenUp(gang, finding, known, now);
      case DELETED -> to(known, DELETED, "Deleted", "", "", now);
      case NOTHING_LEFT -> left(next, known, now);
    };
  }

  /** Tells that it came to this, unless it was there already: else each look would be news. */
  private static McadStatus to(
      McadStatus known, Words words, String type, String reason, String message, long now) {
    return known.words().equals(words)
        ? known
        : known.with(type, reason, message, now).withWords(words);
  }

  private static McadStatus running(Gang gang, McadStatus known, long now) {
    return gang.observed().pods().running() > 0
        ? to(known, RUNNING, "Running", "PodsRunning", "", now)
        : known;
  }

  /** Remembers that pods run, though what they are for is reached. */
  private static McadStatus ran(Gang gang, McadStatus known, long now) {
    return gang.observed().pods().running() > 0 && !hasRun(gang)
        ? known.with("Running", "PodsRunning", "", now)
        : known;
  }

  private static McadStatus givenUp(Gang gang, Finding finding, McadStatus known, long now) {
    if (McadRunning.isShortage(finding.reason())) {
      return known
          .with("PreemptCandidate", finding.reason(), finding.message(), now)
          .with("Deleted", "", "", now)
          .withWords(DELETED);
    }
    var said = Components.problem(gang);
    var message =
        "%s/%s creation failure: %s"
            .formatted(
                gang.id().namespace(), gang.id().name(), said.isEmpty() ? finding.message() : said);
    return to(known, FAILED, "Failed", "ItemCreationFailure.", message, now);
  }

  private static McadStatus left(GangStatus next, McadStatus known, long now) {
    if (next.phase() != Phase.SUSPENDED) {
      return known;
    }
    return known.words().equals(PREEMPTED)
        ? to(known, BACKOFF, "Backoff", "PreemptionTriggered", "", now)
        : to(known, QUEUEING, "Queueing", "AwaitingHeadOfLine", "", now);
  }

  private static McadStatus.Pods pods(Gang gang, GangStatus next) {
    var pods = gang.observed().pods();
    return switch (next.phase()) {
      case UNSEEN, SUSPENDED -> McadStatus.Pods.NONE;
      case RESUMING, RUNNING, RESETTING, SUSPENDING, SUCCEEDED, FAILED, TERMINATING ->
          new McadStatus.Pods(pods.pending(), pods.running(), pods.succeeded(), pods.failed());
    };
  }

  private static McadStatus.Asked asked(Gang gang, Mcad mcad) {
    return new McadStatus.Asked(
        mcad.minAvailable(),
        gang.spec().priority(),
        total(gang, Resources.CPU),
        total(gang, Resources.MEMORY),
        total(gang, "nvidia.com/gpu") / 1_000,
        gang.spec().faultTolerance().warmupGrace() / 1_000);
  }

  /** Over all pods; what cannot be counted is cut. */
  private static long total(Gang gang, String resource) {
    if (!(gang.spec().demand() instanceof Demand.Readable demand)) {
      return 0;
    }
    var sum = BigInteger.ZERO;
    for (var podSet : demand.podSets()) {
      var each = BigInteger.valueOf(podSet.requests().get(resource));
      sum = sum.add(each.multiply(BigInteger.valueOf(podSet.count())));
    }
    return sum.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
  }
}
