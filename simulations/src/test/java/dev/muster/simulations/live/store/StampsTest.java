package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StampsTest {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T23:59:59Z, 2026-01-31T23:59:59Z",
    "2026-01-28T00:00:00Z, 2026-01-28T00:00:00Z",
    "2026-01-01T02:00:00+02:00, 2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.750Z, 2026-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z, ",
    "2026-13-01T00:00:00Z, ",
    "2026-00-01T00:00:00Z, ",
    "2026-01-00T00:00:00Z, ",
    "2026-01-01T25:00:00Z, ",
    "2026-01-01T00:60:00Z, ",
    "2026-01-01T00:00:60Z, ",
    "2026-01-01 00:00:00Z, ",
    "2026-01-01T00:00:0xZ, ",
  })
  void aTimeIsSpelledInUtcAndWholeSeconds(String text, String spelled) {
    assertThat(Stamps.seconds(text)).isEqualTo(Optional.ofNullable(spelled));
  }

  /** Each place takes each of these characters in turn: the short way comes to the same. */
  @Test
  void whateverIsReadTheShortWayIsReadTheSameTheLongWay() {
    var usual = "2026-01-08T11:12:13Z";
    for (int i = 0; i < usual.length(); i++) {
      for (char each : "0123456789-:TZtz+. /".toCharArray()) {
        var text = usual.substring(0, i) + each + usual.substring(i + 1);
        assertThat(Stamps.seconds(text)).as(text).isEqualTo(parsed(text, SECONDS));
      }
    }
    assertThat(Stamps.seconds("0000-01-08T11:12:13Z"))
        .isEqualTo(parsed("0000-01-08T11:12:13Z", SECONDS));
  }

  @Test
  void soAreTimesInMillionths() {
    var usual = "2026-01-08T11:12:13.123400Z";
    for (int i = 0; i < usual.length(); i++) {
      for (char each : "0123456789-:TZtz+. /".toCharArray()) {
        var text = usual.substring(0, i) + each + usual.substring(i + 1);
        assertThat(Stamps.micros(text)).as(text).isEqualTo(parsed(text, MICROS));
      }
    }
    assertThat(Stamps.micros("2026-01-08T11:12:13Z")).contains("2026-01-08T11:12:13.000000Z");
    assertThat(Stamps.micros("2026-01-08T11:12:13.1234567Z"))
        .contains("2026-01-08T11:12:13.123456Z");
  }

  private static Optional<Object> parsed(String text, DateTimeFormatter format) {
    try {
      var time = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      return Optional.of(format.format(time));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
