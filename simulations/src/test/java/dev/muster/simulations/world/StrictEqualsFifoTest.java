package dev.muster.simulations.world;

import org.junit.jupiter.api.Test;

/**
 * The production planner, strict, starts every job when the published baseline does: small traces.
 */
final class StrictEqualsFifoTest {
  @Test
  void tiresiasOnFourTimesFour() {
    StartForStart.compare("misc/tiresias_60_n4g4.csv.gz", "4x4gpu");
  }

  @Test
  void itpTenOnTwoNodesWhereItQueues() {
    StartForStart.compare("itp/itp_cluster10.csv.gz", "2x8gpu");
  }
}
