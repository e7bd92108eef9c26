package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.Optional;

/** Looks at a gang whose objects are to go, now or after a while. */
final class Leaving {
  private Leaving() {}

  /** Of a gang that is being deleted; without the finalizer nothing of it is Muster's to clean. */
  static Optional<Finding> deleted(Gang gang) {
    if (!gang.observed().finalizer()) {
      return Optional.empty();
    }
    if (gang.status().phase() != Phase.TERMINATING) {
      return Optional.of(Finding.of(Event.DELETED));
    }
    return taking(gang);
  }

  static Optional<Finding> finding(Gang gang, long now) {
    return switch (gang.status().phase()) {
      case UNSEEN, SUSPENDED, RESUMING, RUNNING -> Optional.empty();
      case RESETTING -> resetting(gang, now);
      case SUSPENDING, TERMINATING -> taking(gang);
      case FAILED, SUCCEEDED -> isDue(gang, now) ? taking(gang) : Optional.empty();
    };
  }

  private static Optional<Finding> resetting(Gang gang, long now) {
    if (gang.wish() == Wish.HOLD) {
      return Optional.of(Finding.of(Event.HELD));
    }
    if (gang.status().latestAdmission().isEmpty()) {
      return Optional.of(Finding.of(Event.UNPLACED));
    }
    if (Running.overran(gang, now)) {
      return Optional.of(Running.overrun(gang, now));
    }
    var finding = taking(gang);
    if (gang.status().isInherited()
        && finding.filter(f -> f.event() == Event.NOTHING_LEFT).isPresent()) {
      return Optional.of(Finding.of(Event.UNPLACED)); // nothing was promised to it: it queues
    }
    boolean pausing = now < Clocks.retryPauseEnd(gang);
    return finding.filter(found -> found.event() != Event.NOTHING_LEFT || !pausing);
  }

  private static Optional<Finding> taking(Gang gang) {
    if (isTaken(gang)) {
      return Optional.empty();
    }
    if (Components.nothingLeft(gang)) {
      return Optional.of(Finding.of(Event.NOTHING_LEFT));
    }
    boolean told = gang.status().isTrue(Condition.DELETING_RESOURCES);
    return told || gang.status().phase() == Phase.SUCCEEDED
        ? Optional.empty()
        : Optional.of(Finding.of(Event.DELETION_DUE));
  }

  /** Whether the objects of a gang that ended are to go now. */
  static boolean isDue(Gang gang, long now) {
    return switch (gang.status().phase()) {
      case SUCCEEDED -> now >= Clocks.successEnd(gang);
      case FAILED -> {
        var kept = Clocks.keptUntil(gang);
        yield kept.isEmpty() || gang.wish() == Wish.HOLD || now >= kept.getAsLong();
      }
      case UNSEEN, SUSPENDED, RESUMING, RUNNING -> false;
      case RESETTING, SUSPENDING, TERMINATING -> true;
    };
  }

  /** Whether the status already says that nothing is left: the gang has reached its end. */
  static boolean isTaken(Gang gang) {
    var deployed = gang.status().condition(Condition.RESOURCES_DEPLOYED);
    return switch (gang.status().phase()) {
      case SUCCEEDED, FAILED -> !gang.status().isTrue(Condition.RESOURCES_DEPLOYED);
      case TERMINATING ->
          deployed.map(c -> c.reason().equals(Phase.TERMINATING.word())).orElse(false);
      case UNSEEN, SUSPENDED, RESUMING, RUNNING, RESETTING, SUSPENDING -> false;
    };
  }
}
