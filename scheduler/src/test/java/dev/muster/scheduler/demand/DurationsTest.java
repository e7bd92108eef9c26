package dev.muster.scheduler.demand;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  private static final long GREATEST_IN_GO = 9_223_372_036_854L;

  @ParameterizedTest
  @CsvSource({
    "1h30m, 5400000",
    "1.5h, 5400000",
    "-10m, -600000",
    "+5s, 5000",
    "0, 0",
    "-0, 0",
    "90s, 90000",
    "300ms, 300",
    "1500us, 1",
    "1500\u00b5s, 1",
    "999999ns, 0",
    ".5s, 500",
    "1.s, 1000",
    "2562047h, 9223369200000",
  })
  void goSyntaxIsRead(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(new Parsed.Amount(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+",
        "10",
        "222badTime",
        "h",
        "1d",
        "1 h",
        "1h-5m",
        ".s",
        "1..5s",
        "2562048h",
        "1H",
        "--1s"
      })
  void malformedDurationIsAValue(String text) {
    assertThat(Durations.parse(text)).isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ms",
    "1500, 1.5s",
    "60000, 1m0s",
    "5400000, 1h30m0s",
    "3600000, 1h0m0s",
    "-600000, -10m0s"
  })
  void durationIsWrittenAsGoDoes(long millis, String text) {
    assertThat(Durations.format(millis)).isEqualTo(text);
  }

  @Property
  void whatIsWrittenReadsBackAsTheSame(
      @ForAll @LongRange(min = -GREATEST_IN_GO, max = GREATEST_IN_GO) long millis) {
    assertThat(Durations.parse(Durations.format(millis))).isEqualTo(new Parsed.Amount(millis));
  }

  @Property
  void noTextThrows(@ForAll String text) {
    assertThat(Durations.parse(text)).isNotNull();
  }
}
