package dev.muster.scaler.decide;

import org.junit.jupiter.api.Test;

class ScaleOptimumTest {
  @Test
  void nothingCheaperHoldsTheWholeGang() {
    ScaleOptimum.nothingCheaperHoldsTheWholeGang(600, 7);
  }
}
