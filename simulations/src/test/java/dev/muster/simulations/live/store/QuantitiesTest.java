package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Amounts as people write them. */
final class QuantitiesTest {
  @Test
  void exbibytesAreAUnitAndNoExponent() {
    var written =
        Map.of(
            "1Ei", new BigDecimal("1152921504606846976"),
            "1E", new BigDecimal("1E+18"),
            "1E3", new BigDecimal("1E+3"),
            "1e-3", new BigDecimal("0.001"),
            "1.5Gi", new BigDecimal("1610612736.0"),
            "500m", new BigDecimal("0.500"));

    written.forEach((text, amount) ->
        assertThat(Quantities.parse(text))
            .as(text)
            .hasValueSatisfying(parsed -> assertThat(parsed).isEqualByComparingTo(amount)));
  }

  @Test
  void whatIsNoUnitIsNoAmount() {
    for (var text : new String[] {"1Em", "1ex", "1iE", "1e", "1Eii", "Ei"}) {
      assertThat(Quantities.parse(text)).as(text).isEmpty();
    }
  }
}
