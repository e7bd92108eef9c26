package dev.muster.simulations.live.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a StatefulSet that says nothing about it does. */
final class StatefulSets {
  private StatefulSets() {}

  static Map<String, @Nullable Object> withDefaults(Map<String, @Nullable Object> spec) {
    var result = PodSpecs.absent(spec, "podManagementPolicy", "OrderedReady");
    result = PodSpecs.absent(result, "revisionHistoryLimit", 10L);
    result = Trees.put(result, updates(Trees.objectAt(spec, "updateStrategy")), "updateStrategy");
    var claims = Trees.objectAt(spec, "persistentVolumeClaimRetentionPolicy");
    claims = PodSpecs.absent(claims, "whenDeleted", "Retain");
    claims = PodSpecs.absent(claims, "whenScaled", "Retain");
    return Trees.put(result, claims, "persistentVolumeClaimRetentionPolicy");
  }

  private static Map<String, @Nullable Object> updates(Map<String, @Nullable Object> strategy) {
    boolean said = strategy.get("type") != null;
    var result = PodSpecs.absent(strategy, "type", "RollingUpdate");
    boolean rolls = "RollingUpdate".equals(result.get("type"));
    if (!rolls || (said && !(strategy.get("rollingUpdate") instanceof Map<?, ?>))) {
      return result;
    }
    var pace = PodSpecs.absent(Trees.objectAt(strategy, "rollingUpdate"), "partition", 0L);
    return Trees.put(result, pace, "rollingUpdate");
  }
}
