package dev.muster.scheduler.demand;

/** What came of reading a number that somebody wrote: the number, or what is wrong with it. */
public sealed interface Parsed {
  /** It can be read; the unit is the reader's to say. */
  record Amount(long value) implements Parsed {}

  /** It cannot be read; {@code problem} continues a sentence that begins with the place. */
  record Malformed(String problem) implements Parsed {}
}
