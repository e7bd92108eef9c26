package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import java.util.List;

/**
 * Decides whether a whole gang can be placed on what a draft has free: by an exact rule where there
 * is one, by a bounded search otherwise. The draft is left as it was.
 *
 * <p>The answer depends on the nodes and the gang alone, never on how the draft came to be.
 */
public final class Fit {
  private Fit() {}

  /** {@code budget}: search steps before giving up. */
  public static FitResult of(GangShape gang, Draft draft, int budget) {
    var parts = gang.parts();
    if (parts.isEmpty()) {
      return new FitResult.Fits(List.of());
    }
    if (parts.size() == 1) {
      return IdenticalPods.place(draft, gang, 0);
    }
    if (HeadAndWorkers.suits(gang)) {
      return HeadAndWorkers.place(draft, gang);
    }
    return MixedPods.place(draft, gang, budget);
  }
}
