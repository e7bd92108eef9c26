package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pod's one address and the list of all of them, which never tell different things. */
final class PodAddresses {
  private PodAddresses() {}

  /** The pod with both; where they differ the one address counts. */
  static Map<String, @Nullable Object> agreed(Map<String, @Nullable Object> pod) {
    var one = Trees.textAt(pod, "status", "podIP");
    var all = Trees.objects(Trees.at(pod, "status", "podIPs"));
    var first = all.isEmpty() ? "" : Trees.text(all.getFirst().get("ip"));
    if (one.equals(first)) {
      return pod;
    }
    return one.isEmpty()
        ? Trees.put(pod, first, "status", "podIP")
        : Trees.put(pod, List.of(Trees.of("ip", one)), "status", "podIPs");
  }
}
