package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where pods that are about to be sent somewhere find room. For one round of seating: what was
 * given in it is given to nobody else.
 */
final class Rooms {
  private final PersistentMap<Node> nodes;
  private final Map<String, Resources> bound;
  private final Map<String, Resources> sent;
  private final Map<String, Resources> leaving;
  private final Set<String> barred;
  private final Map<String, Resources> given = new TreeMap<>();
  private final Map<String, Resources> sentNow = new TreeMap<>();

  /**
   * @param nodes with what is taken of them, promises included
   * @param bound what pods take that are there
   * @param sent what pods will take that are on their way there
   * @param leaving what the ledger still lists, though it is promised to nobody any more
   * @param barred the nodes where that is of gangs of which nobody knows how much they ask for
   */
  Rooms(
      PersistentMap<Node> nodes,
      Map<String, Resources> bound,
      Map<String, Resources> sent,
      Map<String, Resources> leaving,
      Set<String> barred) {
    this.nodes = nodes;
    this.bound = bound;
    this.sent = sent;
    this.leaving = leaving;
    this.barred = barred;
  }

  /** Whether somebody may land there whom nobody sends; it will not be long until that is known. */
  boolean isUnsettled(String name) {
    return nodes.get(name).map(Node::unsettled).orElse(false);
  }

  /**
   * Where a pod goes that was promised a place on this node: there, if it can have the place for
   * all that is seen. A pod that nobody sent may have taken it; of those that were promised the
   * node, the last to come finds it full with the others that are on their way.
   */
  Optional<String> take(String name, PodSet podSet) {
    var node = nodes.get(name);
    var taken =
        bound
            .getOrDefault(name, Resources.NONE)
            .plus(sent.getOrDefault(name, Resources.NONE))
            .plus(sentNow.getOrDefault(name, Resources.NONE));
    boolean hasRoom =
        node.isPresent()
            && node.get().exclusion(podSet.constraints()).isEmpty()
            && taken.plus(podSet.footprint()).fitsIn(node.get().allocatable());
    var found = hasRoom ? Optional.of(name) : give(podSet);
    found.ifPresent(there -> sentNow.merge(there, podSet.footprint(), Resources::plus));
    return found;
  }

  /**
   * The first node, by name, that may take such a pod and has room promised to nobody: not by what
   * leaves the ledger only with the next write either, which a new leader would still make true.
   */
  private Optional<String> give(PodSet podSet) {
    var found = new TreeMap<String, Resources>();
    nodes.forEach((name, node) -> {
      var taken =
          node.used()
              .plus(leaving.getOrDefault(name, Resources.NONE))
              .plus(given.getOrDefault(name, Resources.NONE));
      boolean fits = taken.plus(podSet.footprint()).fitsIn(node.allocatable());
      if (fits && !barred.contains(name) && node.exclusion(podSet.constraints()).isEmpty()) {
        found.put(name, podSet.footprint());
      }
    });
    if (found.isEmpty()) {
      return Optional.empty();
    }
    given.merge(found.firstKey(), podSet.footprint(), Resources::plus);
    return Optional.of(found.firstKey());
  }
}
