package dev.muster.scheduler.decide.fit;

import java.util.List;

/** Whether a whole gang can be placed now. */
public sealed interface FitResult {

  /** It can: {@code witness} has a node for each of its pods. */
  record Fits(List<Piece> witness) implements FitResult {
    public Fits {
      witness = List.copyOf(witness);
    }
  }

  /** It cannot, and why. */
  record ProvedNo(Certificate certificate) implements FitResult {}

  /** Not known: the search was given up. */
  record BudgetExhausted(int steps) implements FitResult {}
}
