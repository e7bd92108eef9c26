package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.model.Verdict;

/** What would be if the quarantined nodes were open. The draft is left as it was. */
final class Opening {
  private static final int MOST_TOLD = 3;

  private Opening() {}

  /** Whether a gang that does not fit now would. */
  static boolean helps(GangShape gang, Draft draft, int budget) {
    if (draft.closed().isEmpty()) {
      return false;
    }
    int mark = draft.mark();
    draft.openQuarantined();
    boolean fits =
        draft.closed().stream().anyMatch(name -> takesOne(gang, draft, name))
            && Fit.of(gang, draft, budget) instanceof FitResult.Fits;
    draft.undo(mark);
    return fits;
  }

  /** What is to be told of a gang that {@link #helps} is true of: which nodes it could use. */
  static Verdict verdict(GangShape gang, Draft draft, Verdict.Shortage shortage) {
    int mark = draft.mark();
    draft.openQuarantined();
    var names = draft.closed().stream().filter(name -> takesOne(gang, draft, name)).toList();
    draft.undo(mark);
    var first = names.stream().limit(MOST_TOLD).map(name -> closed(name, draft)).toList();
    return new Verdict.NodeQuarantined(shortage, first, names.size() - first.size());
  }

  private static Verdict.ClosedNode closed(String name, Draft draft) {
    var quarantine = draft.quarantine(name);
    return new Verdict.ClosedNode(name, quarantine.until(), quarantine.reason());
  }

  private static boolean takesOne(GangShape gang, Draft draft, String name) {
    var kind = draft.host(name).kind();
    return gang.parts().stream().anyMatch(part -> kind.slots(part.pod()) > 0);
  }
}
