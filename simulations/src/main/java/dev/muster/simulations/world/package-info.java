/**
 * The simulated cluster around the production scheduling cycle, what became of each job in it, and
 * the invariants, checked on ground truth of its own. Pure.
 */
@NullMarked
package dev.muster.simulations.world;

import org.jspecify.annotations.NullMarked;
