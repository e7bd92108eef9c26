package dev.muster.simulations.live.operators;

/** Name endings that look random and are not: the same words always give the same ending. */
final class Suffix {
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private Suffix() {}

  /** Five letters or digits for these words. */
  static String of(Object... words) {
    long hash = 0xcbf29ce484222325L;
    for (Object word : words) {
      String text = word + "\n";
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      }
    }
    hash ^= hash >>> 32;
    var result = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      result.append(LETTERS.charAt((int) Long.remainderUnsigned(hash, LETTERS.length())));
      hash = Long.divideUnsigned(hash, LETTERS.length());
    }
    return result.toString();
  }
}
