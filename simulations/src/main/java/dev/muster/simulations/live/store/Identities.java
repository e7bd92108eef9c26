package dev.muster.simulations.live.store;

import java.util.Locale;

/** Makes UIDs and name endings that look random and are the same in every run. */
final class Identities {
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
  private static final int SUFFIX = 5;
  private static final int LONGEST_BASE = 58;

  private long counter;

  /** How many were made so far. */
  long made() {
    return counter;
  }

  /** Makes none again that was made by a store which had made that many. */
  void continueAfter(long others) {
    counter = Math.max(counter, others);
  }

  String uid() {
    counter++;
    long high = mix(2 * counter);
    long low = mix(2 * counter + 1);
    return String.format(
        Locale.ROOT,
        "%08x-%04x-4%03x-%04x-%012x",
        high >>> 32,
        (high >>> 16) & 0xffff,
        high & 0xfff,
        0x8000 | ((low >>> 48) & 0x3fff),
        low & 0xffff_ffff_ffffL);
  }

  /** Returns the base, cut so that the name stays a label value, with five more characters. */
  String name(String base) {
    counter++;
    long bits = mix(counter) >>> 1;
    var result = new StringBuilder(base.substring(0, Math.min(base.length(), LONGEST_BASE)));
    for (int i = 0; i < SUFFIX; i++) {
      result.append(ALPHABET.charAt((int) (bits % ALPHABET.length())));
      bits /= ALPHABET.length();
    }
    return result.toString();
  }

  /** SplitMix64's output function. */
  private static long mix(long value) {
    long z = value * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
