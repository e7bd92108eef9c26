package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Host;
import dev.muster.scheduler.decide.draft.NodeClass;
import dev.muster.scheduler.decide.draft.PodShape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The exact rule for pods that are all alike.
 *
 * <p>Goals: exact; keep big holes whole.
 *
 * <p>Algorithm: a node takes {@code min over resources of floor(free / asked)} pods whatever else
 * happens, so the pods fit if and only if these slots sum up to their number. They go to the
 * fullest nodes first: those with least free of the pod's lead resource, ties by name, each filled
 * as far as it goes.
 *
 * <p>Complexity: O(classes that have room), plus O(log) per node of the witness.
 */
final class IdenticalPods {
  private IdenticalPods() {}

  /** How many such pods the nodes take, counted up to {@code enough}. */
  static long room(Draft draft, PodShape pod, long enough) {
    long room = 0;
    for (var kind : draft.candidates(pod)) {
      room += Math.min(kind.slots(pod), enough) * kind.size();
      if (room >= enough) {
        return enough;
      }
    }
    return room;
  }

  static FitResult place(Draft draft, GangShape gang, int part) {
    var pod = gang.parts().get(part).pod();
    long count = gang.parts().get(part).count();
    var pieces = new ArrayList<Piece>();
    long placed = fill(draft, part, pod, count, pieces);
    return placed == count
        ? new FitResult.Fits(pieces)
        : new FitResult.ProvedNo(shortOf(draft, gang, part, placed));
  }

  /** The certificate for a part of which only {@code have} pods fit. */
  static Certificate shortOf(Draft draft, GangShape gang, int part, long have) {
    var pod = gang.parts().get(part).pod();
    for (var kind : draft.classes()) {
      if (kind.allows(pod)) {
        return new Certificate.ShapeBound(part, have, gang.parts().get(part).count());
      }
    }
    return new Certificate.NoEligibleNode(part, draft.exclusions(pod));
  }

  /** Adds where as many as possible of {@code count} pods go; returns how many that are. */
  static long fill(Draft draft, int part, PodShape pod, long count, List<Piece> pieces) {
    int lead = draft.lead(pod);
    long left = count;
    var level = new ArrayList<NodeClass>(); // classes with equally much of the lead resource
    for (var kind : draft.candidates(pod)) {
      if (!level.isEmpty() && level.getFirst().free(lead) != kind.free(lead)) {
        left = fillLevel(level, part, pod, left, pieces);
        level.clear();
        if (left == 0) {
          return count;
        }
      }
      if (kind.slots(pod) > 0) {
        level.add(kind);
      }
    }
    return count - fillLevel(level, part, pod, left, pieces);
  }

  private static long fillLevel(
      List<NodeClass> level, int part, PodShape pod, long wanted, List<Piece> pieces) {
    long left = wanted;
    var hosts = byName(level);
    while (left > 0 && hosts.hasNext()) {
      var host = hosts.next();
      long pods = Math.min(left, host.kind().slots(pod));
      pieces.add(new Piece(part, host, Math.toIntExact(pods)));
      left -= pods;
    }
    return left;
  }

  /** All nodes of several classes in order of names. */
  private static Iterator<Host> byName(List<NodeClass> kinds) {
    return kinds.size() == 1 ? kinds.getFirst().hosts().iterator() : new ByName(kinds);
  }

  private static final class ByName implements Iterator<Host> {
    private record Next(Host host, Iterator<Host> rest) {}

    private final PriorityQueue<Next> queue =
        new PriorityQueue<>((one, other) -> Integer.compare(one.host.rank(), other.host.rank()));

    ByName(List<NodeClass> kinds) {
      kinds.forEach(kind -> advance(kind.hosts().iterator()));
    }

    @Override
    public boolean hasNext() {
      return !queue.isEmpty();
    }

    @Override
    public Host next() {
      var next = queue.remove();
      advance(next.rest);
      return next.host;
    }

    private void advance(Iterator<Host> hosts) {
      if (hosts.hasNext()) {
        queue.add(new Next(hosts.next(), hosts));
      }
    }
  }
}
