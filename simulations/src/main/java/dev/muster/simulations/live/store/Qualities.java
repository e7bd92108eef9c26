package dev.muster.simulations.live.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The quality-of-service class of a pod. */
final class Qualities {
  private Qualities() {}

  static String of(Map<String, @Nullable Object> spec) {
    boolean any = false;
    boolean all = true;
    for (var container : Trees.objects(spec.get("containers"))) {
      var requests = Trees.objectAt(container, "resources", "requests");
      var limits = Trees.objectAt(container, "resources", "limits");
      any |= !requests.isEmpty() || !limits.isEmpty();
      for (String resource : new String[] {"cpu", "memory"}) {
        var request = Quantities.parse(requests.get(resource));
        var limit = Quantities.parse(limits.get(resource));
        all &=
            request.isPresent() && limit.isPresent() && request.get().compareTo(limit.get()) == 0;
      }
    }
    return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
  }
}
