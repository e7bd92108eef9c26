package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a gang stands, in Kueue's words: the conditions of its Workload. */
final class WorkloadConditions {
  private static final int LONGEST_MESSAGE = 32_768;
  private static final String PENDING = "PendingEvaluation";
  private static final String NO_RESERVATION = "NoReservation";

  private WorkloadConditions() {}

  static List<@Nullable Object> of(Gang gang) {
    var conditions = new ArrayList<@Nullable Object>();
    conditions.add(quotaReserved(gang));
    conditions.add(admitted(gang));
    evicted(gang).ifPresent(conditions::add);
    finished(gang.status()).ifPresent(conditions::add);
    return conditions;
  }

  private static Map<String, @Nullable Object> quotaReserved(Gang gang) {
    var status = gang.status();
    boolean reserved = status.isTrue(Condition.QUOTA_RESERVED);
    if (reserved) {
      var message = "All its pods have their places";
      return condition("QuotaReserved", true, "QuotaReserved", message, reservedSince(gang));
    }
    if (!status.phase().waits()) {
      var message = status.condition(Condition.QUOTA_RESERVED).map(Condition::message).orElse("");
      return condition("QuotaReserved", false, "Finished", message, reservedSince(gang));
    }
    var verdict = status.latestVerdict();
    return condition(
        "QuotaReserved",
        false,
        verdict.map(WorkloadConditions::word).orElse(PENDING),
        verdict.map(Verdict::sentence).orElse("Nothing was decided yet"),
        reservedSince(gang));
  }

  private static Map<String, @Nullable Object> admitted(Gang gang) {
    boolean admitted = gang.status().isTrue(Condition.QUOTA_RESERVED);
    return admitted
        ? condition("Admitted", true, "Admitted", "It may run", reservedSince(gang))
        : condition("Admitted", false, NO_RESERVATION, "It has no places", reservedSince(gang));
  }

  private static long reservedSince(Gang gang) {
    return gang.status()
        .condition(Condition.QUOTA_RESERVED)
        .map(Condition::since)
        .orElse(gang.spec().submittedAt());
  }

  /** As far as it is about another attempt or another turn: what is over is not evicted. */
  private static Optional<Map<String, @Nullable Object>> evicted(Gang gang) {
    var status = gang.status();
    return switch (status.phase()) {
      case SUSPENDED, RESUMING, RUNNING, RESETTING, SUSPENDING ->
          status.condition(Condition.DELETING_RESOURCES).map(taken -> evicted(gang, taken));
      case UNSEEN, SUCCEEDED, FAILED, TERMINATING -> Optional.empty();
    };
  }

  private static Map<String, @Nullable Object> evicted(Gang gang, Condition taken) {
    if (taken.status() != Condition.Status.TRUE) {
      return condition("Evicted", false, "Requeued", "Its pods are gone", taken.since());
    }
    if (gang.wish() == Wish.HOLD) {
      return condition("Evicted", true, "Deactivated", "Its user holds it", taken.since());
    }
    var cause = gang.status().condition(Condition.UNHEALTHY).filter(c -> isTrue(c));
    return condition(
        "Evicted",
        true,
        cause.map(WorkloadConditions::evictedFor).orElse("Requeued"),
        cause.map(Condition::message).orElse("It is taken down to be queued again"),
        taken.since());
  }

  private static boolean isTrue(Condition condition) {
    return condition.status() == Condition.Status.TRUE;
  }

  /** Kueue knows one such cause; other words are Muster's own. */
  private static String evictedFor(Condition unhealthy) {
    return unhealthy.reason().equals("InsufficientPodsReady")
        ? "PodsReadyTimeout"
        : unhealthy.reason();
  }

  private static Optional<Map<String, @Nullable Object>> finished(GangStatus status) {
    if (status.phase() == Phase.SUCCEEDED) {
      return Optional.of(finished(status, "Succeeded", Condition.QUOTA_RESERVED));
    }
    if (status.phase() == Phase.FAILED) {
      return Optional.of(finished(status, "Failed", Condition.UNHEALTHY));
    }
    return Optional.empty();
  }

  private static Map<String, @Nullable Object> finished(
      GangStatus status, String reason, String source) {
    var told = status.condition(source);
    return condition(
        "Finished",
        true,
        reason,
        told.map(Condition::message).orElse(""),
        told.map(Condition::since).orElse(0L));
  }

  private static Map<String, @Nullable Object> condition(
      String type, boolean holds, String reason, String message, long since) {
    var text = message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
    return WorkloadMap.map(
        "type",
        type,
        "status",
        (holds ? Condition.Status.TRUE : Condition.Status.FALSE).word(),
        "reason",
        reason,
        "message",
        text,
        "lastTransitionTime",
        Times.format(since));
  }

  /** The word of Kueue's that says what a verdict says; what of it is in the message. */
  private static String word(Verdict verdict) {
    return switch (verdict.code()) {
      case NODES_IN_USE, NODES_TOO_SMALL, NODE_QUARANTINED -> "TopologyPlacementFailed";
      case BEHIND_HEAD -> "WaitingForQuota";
      case SEARCH_LIMIT -> PENDING;
      case HELD_BY_USER -> "OnHold";
      case FORBIDDEN, BAD_OBJECT -> "Misconfigured";
    };
  }
}
