package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Creations on their way that arrive at the worst moment: when the next attempt of their gang has
 * just begun, before its own objects are there.
 */
final class Ambush {
  private final SortedMap<String, List<Runnable>> waiting = new TreeMap<>();

  /** The gang whose object this is; empty if it is nobody's. */
  static String gangOf(@Nullable Object body) {
    for (var owner : Trees.maps(body, "metadata", "ownerReferences")) {
      if (Trees.text(owner, "kind").equals("AppWrapper")) {
        return Trees.text(owner, "uid");
      }
    }
    return "";
  }

  /** Has this done when that gang's next attempt begins. */
  void lay(String gang, Runnable creation) {
    waiting.computeIfAbsent(gang, uid -> new ArrayList<>()).add(creation);
  }

  /** Looks at a write; returns what is to be done now. */
  List<Runnable> sprung(Change change) {
    boolean begins =
        change.resource().kind().equals("AppWrapper")
            && change.before() != null
            && Trees.text(change.object(), "status", "phase").equals("Resuming")
            && !Trees.text(change.before(), "status", "phase").equals("Resuming");
    var due = begins ? waiting.remove(Trees.uid(change.object())) : null;
    return due == null ? List.of() : due;
  }
}
