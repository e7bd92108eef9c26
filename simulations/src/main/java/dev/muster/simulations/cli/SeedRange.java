package dev.muster.simulations.cli;

import java.util.regex.Pattern;

/** Seeds from the first to the last, both included; never empty. */
record SeedRange(long from, long to) {
  private static final long MOST = 10_000_000;
  private static final Pattern FORM = Pattern.compile("(\\d{1,18})(?:\\.\\.(\\d{1,18}))?");

  long size() {
    return to - from + 1;
  }

  @Override
  public String toString() {
    return from + ".." + to;
  }

  /** Reads {@code 0..99} or {@code 7}; {@link IllegalArgumentException} says what is wrong. */
  static SeedRange parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("is '" + text + "'; must be two numbers, as 0..99");
    }
    long from = Long.parseLong(form.group(1));
    var range = new SeedRange(from, form.group(2) == null ? from : Long.parseLong(form.group(2)));
    if (range.size() < 1 || range.size() > MOST) {
      throw new IllegalArgumentException(
          "is '" + text + "'; must be 1 to " + MOST + " seeds, the smaller number first");
    }
    return range;
  }
}
