package dev.muster.simulations.live.objects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "cpu,500m,500",
    "cpu,2,2000",
    "cpu,0.1,100",
    "cpu,1n,1",
    "cpu,1500u,2",
    "memory,1Ki,1024",
    "memory,1.5Gi,1610612736",
    "memory,4G,4000000000",
    "memory,1e3,1000",
    "memory,1E3,1000",
    "memory,1E,1000000000000000000",
    "memory,500m,1",
    "memory,.5k,500",
    "nvidia.com/gpu,1,1000",
    "example.com/thing,3,3",
    "memory,-2k,-2000"
  })
  void quantitiesAreReadExactlyAndRoundedUp(String resource, String quantity, long units) {
    assertThat(Quantities.units(resource, quantity)).hasValue(units);
  }

  @Test
  void numbersAreQuantitiesToo() {
    assertThat(Quantities.units("cpu", 2L)).hasValue(2000);
    assertThat(Quantities.units("cpu", 0.5)).hasValue(500);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "banana", "1 Gi", "1ki", "0x10", "1e", "--1", "1.2.3", "NaN"})
  void whatIsNoQuantityHasNoUnits(String text) {
    assertThat(Quantities.units("memory", text)).isEmpty();
  }

  @Test
  void theAbsurdStaysAbsurdWithoutOverflow() {
    assertThat(Quantities.units("memory", "1e999")).hasValue(Amounts.LIMIT);
    Amounts much = Amounts.NONE.with("cpu", Amounts.LIMIT);
    assertThat(much.plus(much).get("cpu")).isEqualTo(Amounts.LIMIT);
    assertThat(much.times(7).get("cpu")).isEqualTo(Amounts.LIMIT);
  }
}
