package dev.muster.simulations.live.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "1h30m,5400000",
    "1.5s,1500",
    "90s,90000",
    "0,0",
    "250ms,250",
    "'',7",
    "10,7",
    "1m?,7"
  })
  void durationsAreReadAsGoWritesThem(String text, long millis) {
    assertThat(GoDuration.millis(text, 7)).isEqualTo(millis);
  }
}
