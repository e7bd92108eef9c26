/** Everything a person runs from a terminal. */
@NullMarked
package dev.muster.simulations;

import org.jspecify.annotations.NullMarked;
