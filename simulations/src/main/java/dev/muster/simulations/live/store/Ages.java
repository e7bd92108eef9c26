package dev.muster.simulations.live.store;

/** Spans of time in the two greatest units that matter, as kubectl shows ages. */
final class Ages {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long YEAR = 365 * DAY;

  private Ages() {}

  /** The time from one moment to the other, both RFC 3339 or epoch milliseconds. */
  static String since(String time, long nowMillis) {
    var then = Times.parse(time);
    return then.isEmpty() ? "<unknown>" : of(nowMillis - then.getAsLong());
  }

  static String of(long millis) {
    long seconds = Math.floorDiv(millis, 1000);
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 0) {
      return "0s";
    }
    if (seconds < 2 * MINUTE) {
      return seconds + "s";
    }
    if (seconds < 10 * MINUTE) {
      return two(seconds / MINUTE, "m", seconds % MINUTE, "s");
    }
    if (seconds < 3 * HOUR) {
      return seconds / MINUTE + "m";
    }
    if (seconds < 8 * HOUR) {
      return two(seconds / HOUR, "h", seconds % HOUR / MINUTE, "m");
    }
    if (seconds < 2 * DAY) {
      return seconds / HOUR + "h";
    }
    if (seconds < 8 * DAY) {
      return two(seconds / DAY, "d", seconds % DAY / HOUR, "h");
    }
    if (seconds < 2 * YEAR) {
      return seconds / DAY + "d";
    }
    return seconds < 8 * YEAR
        ? two(seconds / YEAR, "y", seconds % YEAR / DAY, "d")
        : seconds / YEAR + "y";
  }

  private static String two(long great, String greatUnit, long small, String smallUnit) {
    return small == 0 ? great + greatUnit : great + greatUnit + small + smallUnit;
  }
}
