package dev.muster.simulations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The published figures, met by the production planner: all of them. */
final class ReferenceNumbersIT {
  @Test
  void everyItpClusterAtItsListedSize() throws IOException {
    var cases = ReferenceCase.fifoConsolidate("itp");
    assertThat(cases).hasSizeGreaterThanOrEqualTo(9);
    for (var reference : cases) {
      reference.holdsForMusterStrict();
    }
  }

  @Test
  void phillyWithNodesOfItsOwnForEachQueue() throws IOException {
    var cases = ReferenceCase.fifoConsolidate("philly");
    assertThat(cases).hasSize(1);
    cases.getFirst().holdsForMusterStrict();
  }
}
