package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.Fractions;
import dev.muster.scheduler.decide.draft.GangShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Gangs that no exact rule decides: refused where one part alone has too little room, placed by
 * first-fit-decreasing where that succeeds, searched for otherwise.
 */
final class MixedPods {

  /** Where a greedy placement ended: {@code placed} pods of {@code part} and no more. */
  record Stuck(int part, long placed) {}

  private MixedPods() {}

  static FitResult place(Draft draft, GangShape gang, int budget) {
    for (int part = 0; part < gang.parts().size(); part++) {
      long count = gang.parts().get(part).count();
      long room = IdenticalPods.room(draft, gang.parts().get(part).pod(), count);
      if (room < count) {
        return new FitResult.ProvedNo(IdenticalPods.shortOf(draft, gang, part, room));
      }
    }
    var pieces = new ArrayList<Piece>();
    int mark = draft.mark();
    var stuck = fillLargestFirst(draft, gang, pieces);
    draft.undo(mark);
    return stuck.isEmpty() ? new FitResult.Fits(pieces) : ClassSearch.run(draft, gang, budget);
  }

  /** Charges all parts that go, the largest pods first, up to the first part that does not. */
  static Optional<Stuck> fillLargestFirst(Draft draft, GangShape gang, List<Piece> pieces) {
    for (int part : largestFirst(draft, gang)) {
      var pod = gang.parts().get(part).pod();
      long count = gang.parts().get(part).count();
      int from = pieces.size();
      long placed = IdenticalPods.fill(draft, part, pod, count, pieces);
      if (placed < count) {
        return Optional.of(new Stuck(part, placed));
      }
      for (var piece : pieces.subList(from, pieces.size())) {
        draft.charge(piece.host(), pod, piece.pods());
      }
    }
    return Optional.empty();
  }

  /** The parts by falling dominant fraction, then by index. */
  private static List<Integer> largestFirst(Draft draft, GangShape gang) {
    return IntStream.range(0, gang.parts().size())
        .boxed()
        .sorted((one, other) -> compareSizes(draft, gang, other, one)) // stable
        .toList();
  }

  private static int compareSizes(Draft draft, GangShape gang, int one, int other) {
    var pod = gang.parts().get(one).pod();
    var otherPod = gang.parts().get(other).pod();
    int lead = draft.lead(pod);
    int otherLead = draft.lead(otherPod);
    return Fractions.compare(
        pod.in(lead), draft.capacity(lead), otherPod.in(otherLead), draft.capacity(otherLead));
  }
}
