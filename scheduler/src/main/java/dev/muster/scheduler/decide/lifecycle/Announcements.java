package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Action.Announce;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Wish;
import java.util.List;

/** What people are told of an event. */
final class Announcements {
  private Announcements() {}

  static List<Action> of(Gang gang, Finding finding) {
    return switch (finding.event()) {
      case FIRST_SEEN -> List.of(normal(gang, "Queued", "Waits for its admission"));
      case TAKEN_OVER -> List.of(normal(gang, "TakenOver", Messages.TAKEN_OVER));
      case HELD -> List.of(normal(gang, "Suspending", Messages.held(gang)));
      case FORBIDDEN ->
          List.of(new Announce(gang.id(), true, "Forbidden", Messages.forbidden(gang)));
      case ALL_SUCCEEDED -> List.of(normal(gang, "Succeeded", Messages.succeeded(gang)));
      case ATTEMPT_FAILED, REQUEUED -> List.of(unhealthy(gang, finding));
      case GIVEN_UP, OVERRAN ->
          List.of(
              unhealthy(gang, finding),
              new Announce(gang.id(), true, "Failed", detail(gang, finding)));
      case NOTHING_LEFT ->
          switch (gang.status().phase()) {
            case SUSPENDING ->
                gang.wish() == Wish.RUN
                    ? List.of(normal(gang, "Requeued", Messages.BACK_IN_QUEUE))
                    : List.of();
            case UNSEEN, SUSPENDED, RESUMING, RUNNING, RESETTING, SUCCEEDED, FAILED, TERMINATING ->
                List.of();
          };
      case ADMITTED,
          DELETED,
          UNPLACED,
          ALL_CREATED,
          PODS_FAILED,
          PODS_READY,
          PODS_SHORT,
          COMPLETE_WITH_PODS,
          DELETION_DUE ->
          List.of();
    };
  }

  private static Announce unhealthy(Gang gang, Finding finding) {
    return normal(gang, "Unhealthy", detail(gang, finding));
  }

  private static String detail(Gang gang, Finding finding) {
    var message =
        finding.reason().equals(Running.FOUND_FAILED_PODS)
            ? Messages.failedPods(gang)
            : finding.message();
    return finding.reason() + ": " + message;
  }

  private static Announce normal(Gang gang, String reason, String message) {
    return new Announce(gang.id(), false, reason, message);
  }
}
