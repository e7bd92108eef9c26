/**
 * How fast the decision is: JMH benchmarks of the figures that {@code docs/benchmarks.md} states.
 */
@NullMarked
package dev.muster.simulations.benchmarks;

import org.jspecify.annotations.NullMarked;
