/**
 * Simulated time: the queue of what is due, and the loop that lets it happen and runs a scheduling
 * cycle after it. Pure.
 */
@NullMarked
package dev.muster.simulations.engine;

import org.jspecify.annotations.NullMarked;
