package dev.muster.simulations.world;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The production planner, strict, starts every job when the published baseline does. */
final class StrictEqualsFifoIT {
  @ParameterizedTest
  @CsvSource({
    "01,64", "02,64", "04,64", "04,128", "05,64", "06,64", "08,128", "09,128", "10,32", "06,16",
    "10,8"
  })
  void everyItpCluster(String cluster, int nodes) {
    StartForStart.compare("itp/itp_cluster" + cluster + ".csv.gz", nodes + "x8gpu");
  }
}
