package dev.muster.scheduler.decide.fit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FitOracleTest {
  @Test
  void fitAgreesWithTryingEverythingOnFiftyThousandSmallCases() {
    var cases = new FitAgainstOracle();

    cases.run(1, 50_000);

    assertThat(cases.outcomes().keySet())
        .containsExactly(
            "Exhaustive", "Fits", "HeadBound", "NoEligibleNode", "PriceBound", "ShapeBound");
    assertThat(cases.outcomes().values()).allMatch(count -> count >= 100, "100 of each");
  }
}
