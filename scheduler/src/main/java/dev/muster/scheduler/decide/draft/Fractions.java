package dev.muster.scheduler.decide.draft;

/** Fractions of not negative integers, compared exactly. */
public final class Fractions {
  private Fractions() {}

  /**
   * Compares {@code part / whole} with {@code otherPart / otherWhole}, in 128 bits. A whole of 0
   * makes the fraction of a part above 0 greater than all others.
   */
  public static int compare(long part, long whole, long otherPart, long otherWhole) {
    long high = Math.multiplyHigh(part, otherWhole);
    long otherHigh = Math.multiplyHigh(otherPart, whole);
    return high != otherHigh
        ? Long.compare(high, otherHigh)
        : Long.compareUnsigned(part * otherWhole, otherPart * whole);
  }
}
