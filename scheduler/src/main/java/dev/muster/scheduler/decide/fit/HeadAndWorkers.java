package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Host;
import dev.muster.scheduler.decide.draft.NodeClass;
import dev.muster.scheduler.decide.draft.PodShape;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The exact rule for one head and {@code k} workers that are all alike: what a Ray cluster is.
 *
 * <p>Algorithm: a head on a node costs it {@code loss = slots(free) - slots(free - head)} workers
 * and costs no other node any. So the gang fits if and only if the slots for workers on all nodes,
 * less the least loss of a node that takes the head, are at least {@code k}. The head goes to a
 * node of least loss (the fullest of them, ties by name), the workers wherever {@link
 * IdenticalPods} puts them then.
 *
 * <p>Complexity: O(classes); the first class without loss ends the search for a host.
 */
final class HeadAndWorkers {

  /** A class that can host the head, and what that costs. */
  private record Hosting(NodeClass kind, long loss) {}

  private HeadAndWorkers() {}

  /** Whether the gang has this form. */
  static boolean suits(GangShape gang) {
    var parts = gang.parts();
    return parts.size() == 2 && (parts.get(0).count() == 1 || parts.get(1).count() == 1);
  }

  /** The index of the single pod; the first if both parts are single. */
  static int head(GangShape gang) {
    return gang.parts().get(0).count() == 1 ? 0 : 1;
  }

  static FitResult place(Draft draft, GangShape gang) {
    int head = head(gang);
    int workers = 1 - head;
    var headPod = gang.parts().get(head).pod();
    var workerPod = gang.parts().get(workers).pod();
    long count = gang.parts().get(workers).count();
    var hosting = leastLoss(draft, headPod, workerPod);
    if (hosting.isEmpty()) {
      return new FitResult.ProvedNo(IdenticalPods.shortOf(draft, gang, head, 0));
    }
    long loss = hosting.get().loss;
    long room = IdenticalPods.room(draft, workerPod, Math.addExact(count, loss));
    if (room - loss < count) {
      return new FitResult.ProvedNo(new Certificate.HeadBound(head, workers, room, loss, count));
    }
    var host = hosting.get().kind.hosts().first();
    var pieces = new ArrayList<Piece>();
    pieces.add(new Piece(head, host, 1));
    int mark = draft.mark();
    draft.charge(host, headPod, 1);
    long placed = IdenticalPods.fill(draft, workers, workerPod, count, pieces);
    draft.undo(mark);
    if (placed != count) {
      throw new IllegalStateException("head rule promised " + count + ", placed " + placed);
    }
    return new FitResult.Fits(pieces);
  }

  /** The node that a head costs least on; empty if none takes it. */
  static Optional<Host> host(Draft draft, PodShape head, PodShape worker) {
    return leastLoss(draft, head, worker).map(hosting -> hosting.kind.hosts().first());
  }

  private static Optional<Hosting> leastLoss(Draft draft, PodShape head, PodShape worker) {
    int lead = draft.lead(head);
    var best = Optional.<Hosting>empty();
    for (var kind : draft.candidates(head)) {
      if (best.isPresent() && best.get().loss == 0 && fuller(best.get().kind, kind, lead)) {
        return best;
      }
      if (kind.slots(head) > 0) {
        long loss = kind.slots(worker) - kind.slotsBeside(worker, head);
        if (best.isEmpty() || better(kind, loss, best.get(), lead)) {
          best = Optional.of(new Hosting(kind, loss));
        }
      }
    }
    return best;
  }

  private static boolean better(NodeClass kind, long loss, Hosting best, int lead) {
    if (loss != best.loss) {
      return loss < best.loss;
    }
    return !fuller(best.kind, kind, lead)
        && kind.hosts().first().rank() < best.kind.hosts().first().rank();
  }

  private static boolean fuller(NodeClass one, NodeClass other, int lead) {
    return one.free(lead) < other.free(lead);
  }
}
