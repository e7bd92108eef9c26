package dev.muster.simulations.torture;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One line of a {@link Script}: at a time, something happens to somebody.
 *
 * @param at milliseconds from the beginning
 * @param target a gang, a node, a replica, or {@code all} replicas
 * @param detail what else there is to say; one word, or {@code -}
 * @param amount as its {@link Act} says; 0 if it says nothing
 * @param lasts milliseconds; 0 for what takes no time
 * @param salt where its chances begin, so that no other line changes them
 */
record Event(long at, Act act, String target, String detail, long amount, long lasts, long salt) {
  static final String NO_DETAIL = "-";
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(\\d+)\\.(\\d{3}) ([a-z-]+) (\\S+) (\\S+) amount=(-?\\d+) lasts=(\\d+) salt=(\\d+)\\s*");

  static Event of(long at, Act act, String target) {
    return new Event(at, act, target, NO_DETAIL, 0, 0, 0);
  }

  Event with(String newDetail) {
    return new Event(at, act, target, newDetail, amount, lasts, salt);
  }

  Event of(long newAmount) {
    return new Event(at, act, target, detail, newAmount, lasts, salt);
  }

  Event lasting(long millis) {
    return new Event(at, act, target, detail, amount, millis, salt);
  }

  Event salted(long newSalt) {
    return new Event(at, act, target, detail, amount, lasts, newSalt);
  }

  long end() {
    return at + lasts;
  }

  /** As it stands in a script. */
  String text() {
    return "%8d.%03d %s %s %s amount=%d lasts=%d salt=%d"
        .formatted(at / 1000, at % 1000, act.word(), target, detail, amount, lasts, salt);
  }

  /** As a person reads it. */
  String sentence() {
    var words = new StringBuilder();
    words.append(String.format(Locale.ROOT, "%8.3f s  %s %s", at / 1e3, act.word(), target));
    if (!detail.equals(NO_DETAIL)) {
      words.append(' ').append(detail);
    }
    if (amount != 0) {
      words.append(' ').append(amount);
    }
    if (lasts != 0) {
      words.append(String.format(Locale.ROOT, " for %.1f s", lasts / 1e3));
    }
    return words.toString();
  }

  /** Reads {@link #text}; {@link IllegalArgumentException} says what is wrong. */
  static Event parse(String line) {
    var form = FORM.matcher(line);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not 'SECONDS.MILLIS WORD TARGET DETAIL amount=N lasts=N salt=N'"
              .formatted(line));
    }
    try {
      long at =
          Math.addExact(
              Math.multiplyExact(Long.parseLong(form.group(1)), 1000L),
              Long.parseLong(form.group(2)));
      return new Event(
          at,
          Act.of(form.group(3)),
          form.group(4),
          form.group(5),
          Long.parseLong(form.group(6)),
          Long.parseLong(form.group(7)),
          Long.parseLong(form.group(8)));
    } catch (ArithmeticException | NumberFormatException beyond) {
      throw new IllegalArgumentException(
          "'%s' has a number that is too large".formatted(line), beyond);
    }
  }
}
