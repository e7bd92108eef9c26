package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;

/** What would be if the quarantined nodes were open. The draft is left as it was. */
final class Opening {
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

  /** The first quarantined node that the gang could use, and why it is one. */
  static String problem(GangShape gang, Draft draft) {
    int mark = draft.mark();
    draft.openQuarantined();
    var name =
        draft.closed().stream()
            .filter(closed -> takesOne(gang, draft, closed))
            .findFirst()
            .orElseGet(() -> draft.closed().first());
    draft.undo(mark);
    int others = draft.closed().size() - 1;
    var more = others == 0 ? "" : " (and %d more)".formatted(others);
    var reason = draft.quarantine(name).reason();
    return "node " + name + more + " is quarantined" + (reason.isEmpty() ? "" : ", " + reason);
  }

  private static boolean takesOne(GangShape gang, Draft draft, String name) {
    var kind = draft.host(name).kind();
    return gang.parts().stream().anyMatch(part -> kind.slots(part.pod()) > 0);
  }
}
