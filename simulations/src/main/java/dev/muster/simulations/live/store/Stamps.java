package dev.muster.simulations.live.store;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The spelling of times in typed objects: whole seconds, or six places after the point. */
final class Stamps {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  private Stamps() {}

  static Optional<Object> seconds(Object text) {
    return spelled(text, SECONDS);
  }

  static Optional<Object> micros(Object text) {
    return spelled(text, MICROS);
  }

  private static Optional<Object> spelled(Object text, DateTimeFormatter format) {
    try {
      var time = OffsetDateTime.parse(text.toString()).withOffsetSameInstant(ZoneOffset.UTC);
      return Optional.of(format.format(time));
    } catch (DateTimeException malformed) {
      return Optional.empty(); // the caller says what is wrong
    }
  }

  static String problem(Object text, boolean micros) {
    return "parsing time \"%s\" as \"%s\": cannot parse \"%s\" as \"2006\""
        .formatted(
            text, micros ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00", text);
  }
}
