package dev.muster.simulations.live.watchdog;

import java.util.List;

/**
 * What was seen so far.
 *
 * @param writes writes to the store
 * @param checked checks made, at least one a write
 * @param partialAdmissions gangs that stood partly placed for longer than their grace periods
 * @param overcommits writes that promised or took more of a node than it has
 * @param violationCount all violations, the two kinds above among them
 * @param undecided questions left open: a packing neither found nor excluded within the steps
 *     allowed, or a promise to pods whose size cannot be told
 * @param outside writes of others than gangs that took room promised to a gang
 * @param violations the first of them, in words
 */
public record Report(
    long writes,
    long checked,
    int partialAdmissions,
    int overcommits,
    int violationCount,
    long undecided,
    long outside,
    List<String> violations) {
  public Report {
    violations = List.copyOf(violations);
  }
}
