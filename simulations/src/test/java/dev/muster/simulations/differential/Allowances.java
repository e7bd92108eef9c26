package dev.muster.simulations.differential;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The differences that may stay, and which of them have been met. */
final class Allowances {
  private final Set<String> met = new TreeSet<>();
  private final List<Allowed> all;

  Allowances(List<Allowed> all) {
    this.all = all;
  }

  /** Whether the answers are the same but for what may differ. */
  boolean covers(Difference difference) {
    var left = difference;
    for (var allowed : all) {
      if (left.lines().isEmpty()) {
        return true;
      }
      var rest = allowed.without(left);
      if (!rest.lines().equals(left.lines())) {
        met.add(allowed.title());
      }
      left = rest;
    }
    return left.lines().isEmpty();
  }

  /** Those that no longer occur, so that they must go. */
  List<String> unmet() {
    return all.stream().map(Allowed::title).filter(title -> !met.contains(title)).toList();
  }
}
