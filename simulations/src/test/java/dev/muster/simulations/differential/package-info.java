/** Compares the embedded API server with a real one, answer by answer. */
@NullMarked
package dev.muster.simulations.differential;

import org.jspecify.annotations.NullMarked;
