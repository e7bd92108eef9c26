/** Expressions in CEL, on the library of its authors; the only package that knows it. */
@NullMarked
package dev.muster.simulations.live.cel;

import org.jspecify.annotations.NullMarked;
