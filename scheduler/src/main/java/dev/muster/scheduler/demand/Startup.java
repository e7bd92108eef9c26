package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Resources;
import java.util.Map;
import java.util.TreeMap;

/**
 * What runs at once while a pod starts: each init container beside the sidecars that were started
 * before it. A container costs the reading of what it asks for itself, however much others do: who
 * lists thousands of both shall not make this slow.
 */
final class Startup {
  private final Sum sidecars = new Sum();
  private final Map<String, Long> peak = new TreeMap<>();

  /** An init container that goes on beside all that come after it. */
  void goesOn(Resources asked, Tree where) {
    ends(asked, where);
    sidecars.add(asked, where);
  }

  /** An init container that ends before the next begins. */
  void ends(Resources asked, Tree where) {
    for (int i = 0; i < asked.size(); i++) {
      var name = asked.name(i);
      peak.merge(name, sidecars.plus(name, asked.amount(i), where), Math::max);
    }
  }

  /** The greatest amount that is asked for at any time, per resource. */
  Resources peak() {
    return Resources.of(peak);
  }
}
