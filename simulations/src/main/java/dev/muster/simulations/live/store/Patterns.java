package dev.muster.simulations.live.store;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Searches texts for the patterns of schemas. Both come from outside, and some pairs make a search
 * that tries more ways than there is time for: that ends after a number of steps and counts as not
 * found.
 */
final class Patterns {
  private static final int MOST_STEPS = 1_000_000;

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super("a pattern needs too many steps", null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int steps;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++steps > MOST_STEPS) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private Patterns() {}

  /** Whether the pattern occurs in the text, as far as that can be found out. */
  static boolean found(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(new Counted(text)).find();
    } catch (PatternSyntaxException | TooManySteps | StackOverflowError undecided) {
      return false;
    }
  }

  /** Whether this is a pattern at all. */
  static boolean readable(String pattern) {
    try {
      var unused = Pattern.compile(pattern);
      return true;
    } catch (PatternSyntaxException | StackOverflowError unreadable) {
      return false;
    }
  }
}
