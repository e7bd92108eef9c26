package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The nodes that are out of use: no scheduler sends a pod there. */
final class Closures {
  private static final String QUARANTINE = "muster.dev/quarantine";

  private final LongSupplier calmMillis;
  private final long grace;
  private final SortedMap<String, Long> closed = new TreeMap<>();

  /** {@code grace}: so much calm passes before what was on its way has arrived. */
  Closures(LongSupplier calmMillis, long grace) {
    this.calmMillis = calmMillis;
    this.grace = grace;
  }

  /** Looks at a change; says what is wrong with it. */
  Optional<String> see(Change change, boolean byScheduler) {
    var object = change.object();
    var kind = change.resource().kind();
    if (kind.equals("Node")) {
      boolean isClosed =
          change.type() != ChangeType.DELETED
              && Trees.map(object, "metadata", "annotations").containsKey(QUARANTINE);
      if (isClosed) {
        closed.putIfAbsent(Trees.name(object), calmMillis.getAsLong());
      } else {
        closed.remove(Trees.name(object));
      }
    } else if (kind.equals("Pod") && byScheduler && Places.isLifted(change)) {
      return sent(change);
    }
    return Optional.empty();
  }

  private Optional<String> sent(Change change) {
    for (var node : Places.nodes(change.object())) {
      var since = closed.get(node);
      if (since != null && calmMillis.getAsLong() - since > grace) {
        return Optional.of(
            Trees.name(change.object()) + " is sent to " + node + ", which is quarantined");
      }
    }
    return Optional.empty();
  }
}
