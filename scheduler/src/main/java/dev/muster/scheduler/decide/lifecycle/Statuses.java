package dev.muster.scheduler.decide.lifecycle;

import static dev.muster.scheduler.model.Condition.DELETING_RESOURCES;
import static dev.muster.scheduler.model.Condition.PODS_READY;
import static dev.muster.scheduler.model.Condition.QUOTA_RESERVED;
import static dev.muster.scheduler.model.Condition.RESOURCES_DEPLOYED;
import static dev.muster.scheduler.model.Condition.UNHEALTHY;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Condition.Status;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.List;

/**
 * What a gang's status says after an event. All that an event changes goes into one status, so that
 * it takes one write.
 */
final class Statuses {
  static final String DELETION_PAUSED = "DeletionPaused";
  private static final String DELETION_COMPLETE = "DeletionComplete";

  private Statuses() {}

  static GangStatus after(Gang gang, Finding finding, long now) {
    return McadWords.after(gang, finding, today(gang, finding, now), now);
  }

  private static GangStatus today(Gang gang, Finding finding, long now) {
    var old = gang.status();
    var moved = old.withPhase(Transitions.next(old.phase(), finding.event()));
    if (old.phase() == Phase.RESUMING) {
      moved = moved.withComponents(Components.asFarAsCreated(gang, now));
    }
    return switch (finding.event()) {
      case FIRST_SEEN -> moved.withComponents(Components.statuses(gang));
      case ADMITTED -> throw new IllegalStateException("an admission is decided, never found");
      case DELETED, HELD, FORBIDDEN, UNPLACED, DELETION_DUE -> deleting(moved, now);
      case TAKEN_OVER -> takenOver(gang, moved, now);
      case ALL_CREATED -> created(gang, moved, now);
      case ATTEMPT_FAILED ->
          deleting(unhealthy(moved, finding, now), now)
              .withResets(old.resets() + 1)
              .cleared(PODS_READY, Phase.RESETTING.word(), "", now);
      case REQUEUED ->
          deleting(unhealthy(moved, finding, now), now)
              .withResets(old.resets() + 1)
              .cleared(PODS_READY, Phase.SUSPENDING.word(), "", now);
      case GIVEN_UP, OVERRAN -> failed(gang, unhealthy(moved, finding, now), now);
      case ALL_SUCCEEDED -> succeeded(gang, moved, now);
      case PODS_FAILED -> unhealthy(moved, finding, now);
      case PODS_READY, COMPLETE_WITH_PODS -> podsReady(healthy(moved, now), gang, now);
      case PODS_SHORT -> podsShort(healthy(moved, now), gang, now);
      case NOTHING_LEFT -> left(gang, moved, now);
    };
  }

  static GangStatus admitted(Gang gang, Admission admission, long now) {
    var word = Phase.RESUMING.word();
    var next =
        attempt(gang, gang.status(), admission, now)
            .withPhase(Transitions.next(gang.status().phase(), Event.ADMITTED))
            .with(QUOTA_RESERVED, Status.TRUE, word, Messages.SUSPEND_IS_FALSE, now)
            .with(RESOURCES_DEPLOYED, Status.TRUE, word, Messages.SUSPEND_IS_FALSE, now)
            .with(PODS_READY, Status.FALSE, word, Messages.SUSPEND_IS_FALSE, now)
            .with(UNHEALTHY, Status.FALSE, word, Messages.SUSPEND_IS_FALSE, now);
    return McadWords.after(gang, Finding.of(Event.ADMITTED), next, now);
  }

  /** Leaves the sentence alone while it is ready: else every pod that ends would cost a write. */
  static GangStatus podsReady(GangStatus status, Gang gang, long now) {
    return status.isTrue(PODS_READY)
        ? status
        : status.with(PODS_READY, Status.TRUE, "SufficientPodsReady", Messages.ready(gang), now);
  }

  static GangStatus podsShort(GangStatus status, Gang gang, long now) {
    return status.cleared(PODS_READY, "InsufficientPodsReady", Messages.notReady(gang), now);
  }

  private static GangStatus created(Gang gang, GangStatus moved, long now) {
    var running = moved.withComponents(Components.created(gang, now));
    boolean ready = Pods.countable(gang) && Pods.ready(gang) && !Pods.someFailed(gang);
    return ready ? podsReady(running, gang, now) : running;
  }

  /**
   * Its pods are where they are, so nothing is promised beyond that; what it is waited for begins
   * now. The next attempt is Muster's first.
   */
  private static GangStatus takenOver(Gang gang, GangStatus moved, long now) {
    var admission = new Admission(Cluster.LOCAL, 0, false, List.of());
    var running = created(gang, began(gang, moved, now).withAdmission(admission), now);
    return running.isTrue(PODS_READY)
        ? running
        : running
            .without(PODS_READY)
            .with(PODS_READY, Status.FALSE, "InsufficientPodsReady", Messages.notReady(gang), now);
  }

  /** When an object that is the gang itself was let go is not known: its time counts from now. */
  private static GangStatus began(Gang gang, GangStatus status, long now) {
    var word = Phase.RESUMING.word();
    return gang.spec().isBare()
        ? status
            .without(RESOURCES_DEPLOYED)
            .with(RESOURCES_DEPLOYED, Status.TRUE, word, Messages.TAKEN_OVER, now)
        : status;
  }

  private static GangStatus attempt(Gang gang, GangStatus status, Admission admission, long now) {
    return status
        .withAdmission(admission)
        .withComponents(Components.initiated(gang, now))
        .cleared(DELETING_RESOURCES, DELETION_COMPLETE, "", now);
  }

  private static GangStatus unhealthy(GangStatus status, Finding finding, long now) {
    return status.with(UNHEALTHY, Status.TRUE, finding.reason(), finding.message(), now);
  }

  private static GangStatus healthy(GangStatus status, long now) {
    return status.cleared(UNHEALTHY, "FoundNoFailedPods", "", now);
  }

  private static GangStatus deleting(GangStatus status, long now) {
    return status.isTrue(DELETING_RESOURCES)
        ? status
        : status.with(DELETING_RESOURCES, Status.TRUE, "DeletionInitiated", "", now);
  }

  /** A gang that is already half deleted is of no use for looking into its failure. */
  private static GangStatus failed(Gang gang, GangStatus moved, long now) {
    boolean keep =
        gang.spec().faultTolerance().deletionOnFailureGrace() > 0
            && gang.wish() != Wish.HOLD
            && !moved.isTrue(DELETING_RESOURCES);
    return keep
        ? moved
            .without(DELETING_RESOURCES)
            .with(DELETING_RESOURCES, Status.FALSE, DELETION_PAUSED, Messages.kept(gang), now)
        : deleting(moved, now);
  }

  private static GangStatus succeeded(Gang gang, GangStatus moved, long now) {
    var word = Phase.SUCCEEDED.word();
    var message = Messages.succeeded(gang);
    return healthy(moved, now)
        .with(QUOTA_RESERVED, Status.FALSE, word, message, now)
        .with(RESOURCES_DEPLOYED, Status.TRUE, word, message, now);
  }

  private static GangStatus left(Gang gang, GangStatus moved, long now) {
    var empty =
        moved
            .withComponents(Components.deleted(gang, now))
            .cleared(DELETING_RESOURCES, DELETION_COMPLETE, "", now);
    return switch (gang.status().phase()) {
      case RESETTING -> resumed(gang, empty, now);
      case SUSPENDING -> suspended(gang, empty, now);
      case FAILED -> released(empty, Phase.FAILED, failedMessage(gang), now);
      case TERMINATING -> released(empty, Phase.TERMINATING, Messages.TERMINATED, now);
      case SUCCEEDED ->
          empty.with(
              RESOURCES_DEPLOYED,
              Status.FALSE,
              Phase.SUCCEEDED.word(),
              Messages.ttlOver(gang),
              now);
      case UNSEEN, SUSPENDED, RESUMING, RUNNING ->
          throw new IllegalStateException("nothing is left in " + gang.status().phase());
    };
  }

  /** The same place, the next attempt; quota was never given back. */
  private static GangStatus resumed(Gang gang, GangStatus empty, long now) {
    var last = gang.status().latestAdmission().orElseThrow();
    var word = Phase.RESUMING.word();
    return attempt(gang, empty, last.withEpoch(last.epoch() + 1), now)
        .with(RESOURCES_DEPLOYED, Status.FALSE, Phase.RESETTING.word(), Messages.RESET_DELETED, now)
        .with(RESOURCES_DEPLOYED, Status.TRUE, word, Messages.RESET_COMPLETE, now)
        .cleared(PODS_READY, Phase.RESETTING.word(), "", now)
        .with(UNHEALTHY, Status.FALSE, word, Messages.RESET_COMPLETE, now);
  }

  private static GangStatus suspended(Gang gang, GangStatus empty, long now) {
    var word = Phase.SUSPENDED.word();
    var message = gang.wish() == Wish.HOLD ? Messages.SUSPEND_IS_TRUE : Messages.BACK_IN_QUEUE;
    return empty
        .with(RESOURCES_DEPLOYED, Status.FALSE, word, message, now)
        .with(QUOTA_RESERVED, Status.FALSE, word, message, now)
        .cleared(PODS_READY, word, "", now)
        .cleared(UNHEALTHY, word, "", now);
  }

  private static GangStatus released(GangStatus empty, Phase phase, String message, long now) {
    return empty
        .with(RESOURCES_DEPLOYED, Status.FALSE, phase.word(), message, now)
        .with(QUOTA_RESERVED, Status.FALSE, phase.word(), Messages.NOTHING_DEPLOYED, now);
  }

  private static String failedMessage(Gang gang) {
    boolean forced =
        gang.spec().faultTolerance().deletionOnFailureGrace() > 0 && gang.wish() == Wish.HOLD;
    return forced ? Messages.FAILED_FORCED : Messages.FAILED_DELETED;
  }
}
