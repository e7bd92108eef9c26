package dev.muster.scheduler.fuzz;

import dev.muster.scheduler.demand.Durations;
import dev.muster.scheduler.demand.LabelValues;
import dev.muster.scheduler.demand.Parsed;
import dev.muster.scheduler.kube.client.JsonText;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.map.GangMap;
import dev.muster.scheduler.kube.map.Priorities;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whatever stands in annotations and labels, a gang waits for times within their bounds; durations
 * are what arbitrary precision says; and the name of any pod set becomes a value of a label.
 */
public final class SettingsTarget {
  private static final FaultToleranceDefaults DEFAULTS = FaultToleranceDefaults.STANDARD;

  private SettingsTarget() {}

  /** An object; each of its texts is tried as a duration and as a name too. */
  public static void fuzzerTestOneInput(byte[] input) {
    JsonText.read(input).ifPresent(SettingsTarget::check);
  }

  private static void check(Map<String, @Nullable Object> object) {
    withinBounds(object);
    var annotations = new ArrayList<@Nullable Object>();
    if (object.get("metadata") instanceof Map<?, ?> metadata
        && metadata.get("annotations") instanceof Map<?, ?> map) {
      annotations.addAll(map.values());
      annotations.addAll(map.keySet());
    }
    for (var text : annotations) {
      if (text instanceof String string) {
        duration(string);
        label(string);
      }
    }
  }

  private static void withinBounds(Map<String, @Nullable Object> object) {
    var view = GangMap.gang(object, DEFAULTS, Priorities.NONE);
    if (!view.equals(GangMap.gang(object, DEFAULTS, Priorities.NONE))) {
      throw new AssertionError("read twice it is not the same");
    }
    var tolerance = view.spec().faultTolerance();
    var periods =
        List.of(
            tolerance.admissionGrace(),
            tolerance.warmupGrace(),
            tolerance.failureGrace(),
            tolerance.retryPause(),
            tolerance.forcefulDeletionGrace(),
            tolerance.deletionOnFailureGrace());
    boolean good =
        Collections.min(periods) >= 0
            && Collections.max(periods) <= DEFAULTS.gracePeriodCeiling()
            && tolerance.successTtl() > 0
            && tolerance.successTtl() <= DEFAULTS.values().successTtl()
            && tolerance.runTimeLimit() >= 0;
    if (!good) {
      throw new AssertionError("beyond its bounds: " + tolerance);
    }
  }

  private static void duration(String text) {
    Optional<Long> read =
        switch (Durations.parse(text)) {
          case Parsed.Amount amount -> Optional.of(amount.value());
          case Parsed.Malformed malformed -> Optional.empty();
        };
    var expected = DurationOracle.millis(text);
    if (!read.equals(expected)) {
      throw new AssertionError("'" + text + "' is " + read + ", not " + expected);
    }
    read.ifPresent(millis -> {
      if (!Durations.parse(Durations.format(millis)).equals(new Parsed.Amount(millis))) {
        throw new AssertionError(millis + " is written as " + Durations.format(millis));
      }
    });
  }

  private static void label(String name) {
    var value = LabelValues.podSet(name);
    if (!value.matches("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")) {
      throw new AssertionError("no value of a label: " + value);
    }
  }
}
