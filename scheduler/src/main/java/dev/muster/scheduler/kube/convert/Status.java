package dev.muster.scheduler.kube.convert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status of either version, made from the other. A v1beta1 status stands in {@code mcad} of the
 * v1beta2 one. The v1beta2 status stands in {@code v1beta2} of the v1beta1 one, beside the fields
 * that MCAD's clients read: those of {@code mcad}, or of the phase where there is none.
 */
final class Status {
  private static final String MCAD = "mcad";
  private static final String TODAYS = "v1beta2";

  private Status() {}

  static Field toV1beta2(Field status) {
    if (!status.isThere()) {
      return status;
    }
    return todays(status.value()).orElseGet(() -> Field.of(only(MCAD, status.value())));
  }

  static Field toV1beta1(Field status) {
    if (!status.isThere()) {
      return status;
    }
    return status.value() instanceof Map<?, ?> map
            && map.size() == 1
            && map.containsKey(MCAD)
            && todays(map.get(MCAD)).isEmpty()
        ? Field.in(map, MCAD)
        : Field.of(shown(status.value()));
  }

  /** Of a v1beta1 status that was made of one of v1beta2, that one. */
  private static Optional<Field> todays(@Nullable Object status) {
    if (!(status instanceof Map<?, ?> map) || !(map.get(TODAYS) instanceof Map<?, ?> kept)) {
      return Optional.empty();
    }
    var mcads = without(map, TODAYS);
    var made = made(kept, mcads);
    return toV1beta1(made).equals(Field.of(status)) ? Optional.of(made) : Optional.empty();
  }

  private static Field made(Map<?, ?> kept, Map<String, @Nullable Object> mcads) {
    if (kept.size() == 1 && kept.containsKey(MCAD)) {
      return Field.in(kept, MCAD);
    }
    var todays = without(kept, MCAD);
    if (kept.containsKey(MCAD) || !mcads.equals(ofPhase(kept))) {
      todays.put(MCAD, mcads);
    }
    return Field.of(todays);
  }

  /** As MCAD's clients see it. */
  private static Map<String, @Nullable Object> shown(@Nullable Object status) {
    if (!(status instanceof Map<?, ?> map)) {
      return only(TODAYS, only(MCAD, status));
    }
    if (!map.containsKey(MCAD)) {
      var shown = ofPhase(map);
      shown.put(TODAYS, map);
      return shown;
    }
    if (map.size() == 1
        || !(map.get(MCAD) instanceof Map<?, ?> mcads)
        || mcads.containsKey(TODAYS)) {
      return only(TODAYS, only(MCAD, status));
    }
    var shown = Version.copy(mcads);
    var kept = without(map, MCAD);
    if (mcads.equals(ofPhase(map))) {
      kept.put(MCAD, true); // else it would count as told by the phase
    }
    shown.put(TODAYS, kept);
    return shown;
  }

  /** What MCAD would call the phase; empty where there is none. */
  private static Map<String, @Nullable Object> ofPhase(Map<?, ?> status) {
    return switch (status.get("phase") instanceof String phase ? phase : "") {
      case "Suspended" -> mcads("Pending", "Queueing", false);
      case "Suspending" -> mcads("Pending", "Backoff", false);
      case "Resuming", "Running", "Resetting" -> mcads("Running", "Dispatched", true);
      case "Succeeded" -> mcads("Completed", "Completed", false);
      case "Failed" -> mcads("Failed", "Failed", false);
      case "Terminating" -> mcads("Deleted", "Deleted", false);
      default -> new LinkedHashMap<>();
    };
  }

  private static Map<String, @Nullable Object> mcads(
      String state, String queueJobState, boolean canRun) {
    var status = new LinkedHashMap<String, @Nullable Object>();
    status.put("state", state);
    status.put("queuejobstate", queueJobState);
    status.put("canrun", canRun); // old clients ask whether it is there
    return status;
  }

  private static Map<String, @Nullable Object> only(String name, @Nullable Object value) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put(name, value);
    return map;
  }

  private static Map<String, @Nullable Object> without(Map<?, ?> map, String name) {
    var copy = Version.copy(map);
    copy.remove(name);
    return copy;
  }
}
