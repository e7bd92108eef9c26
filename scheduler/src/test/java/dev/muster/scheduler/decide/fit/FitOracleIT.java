package dev.muster.scheduler.decide.fit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitOracleIT {
  @ParameterizedTest
  @ValueSource(ints = {200_000})
  void fitAgreesWithTryingEverything(int count) {
    var cases = new FitAgainstOracle();

    cases.run(1_000_000, count);

    assertThat(cases.outcomes().values()).allMatch(of -> of >= count / 500, "enough of each");
  }
}
