package dev.muster.simulations.differential;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A difference that may stay.
 *
 * @param title how the documentation calls it
 * @param where which requests it concerns
 * @param hidden what is left of an answer without it
 */
record Allowed(String title, Predicate<Difference> where, UnaryOperator<Reply> hidden) {
  /** Each stands in {@code docs/embedded-cluster.md} with its reason. */
  static final List<Allowed> ALL = List.of();

  Difference without(Difference difference) {
    return where.test(difference)
        ? new Difference(
            difference.step(), hidden.apply(difference.embedded()), hidden.apply(difference.real()))
        : difference;
  }
}
