package dev.muster.scaler.decide.cover;

import java.util.List;

/** What covering came to. */
public sealed interface CoverResult {

  /**
   * All is covered.
   *
   * @param machines how many of each kind, in the order in which the kinds were given
   * @param weight what they cost together
   * @param bound no cover costs less than this
   * @param proved whether none costs less than {@code weight}
   */
  record Covered(List<Long> machines, long weight, long bound, boolean proved)
      implements CoverResult {
    public Covered {
      machines = List.copyOf(machines);
    }
  }

  /** All machines together do not do. */
  record Impossible() implements CoverResult {}

  /** None was found in {@code steps} steps. */
  record GivenUp(int steps) implements CoverResult {}
}
