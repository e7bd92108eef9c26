package dev.muster.simulations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The published figures, met by the production planner: the cases that take a moment. */
final class ReferenceNumbersTest {
  @Test
  void tiresiasOnFourTimesFour() throws IOException {
    holds("tiresias 4x4");
  }

  @Test
  void itpFourOnSixtyFourNodes() throws IOException {
    holds("itp 04 on 64x8");
  }

  private static void holds(String name) throws IOException {
    var cases = ReferenceCase.fifoConsolidate(name);
    assertThat(cases).hasSize(1);
    cases.getFirst().holdsForMusterStrict();
  }
}
