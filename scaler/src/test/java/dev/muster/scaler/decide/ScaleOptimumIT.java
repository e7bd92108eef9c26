package dev.muster.scaler.decide;

import org.junit.jupiter.api.Test;

/** Many more of the same. */
class ScaleOptimumIT {
  @Test
  void nothingCheaperHoldsTheWholeGang() {
    ScaleOptimum.nothingCheaperHoldsTheWholeGang(20_000, 8);
  }
}
