package dev.muster.simulations.world;

import java.util.List;

/**
 * What the watch over the invariants found.
 *
 * @param checked how many single statements were tested
 * @param violations how many of them were false
 * @param first the first few false ones, in words
 */
public record InvariantReport(long checked, long violations, List<String> first) {
  public InvariantReport {
    first = List.copyOf(first);
  }
}
