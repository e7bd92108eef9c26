package dev.muster.simulations.live.objects;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pod takes from its node: the greater of what its containers and sidecars ask for together
 * and of the peak while its init containers run one after the other, plus the overhead, plus one
 * pod slot. A request that is missing takes its limit.
 */
public final class PodRequests {
  private PodRequests() {}

  /** The amounts of a pod with this {@code spec}. */
  public static Amounts of(Object podSpec) {
    Amounts running = Amounts.NONE;
    for (var container : Trees.maps(podSpec, "containers")) {
      running = running.plus(ofContainer(container));
    }
    Amounts sidecars = Amounts.NONE;
    Amounts starting = Amounts.NONE;
    for (var container : Trees.maps(podSpec, "initContainers")) {
      Amounts asked = ofContainer(container);
      if (Trees.text(container, "restartPolicy").equals("Always")) {
        sidecars = sidecars.plus(asked);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(asked));
      }
    }
    return running
        .plus(sidecars)
        .max(starting)
        .plus(Amounts.read(Trees.map(podSpec, "overhead")))
        .plus(Amounts.ONE_POD);
  }

  private static Amounts ofContainer(Object container) {
    var asked = new LinkedHashMap<String, @Nullable Object>();
    asked.putAll(Trees.map(container, "resources", "limits"));
    asked.putAll(Trees.map(container, "resources", "requests"));
    return Amounts.read(asked);
  }
}
