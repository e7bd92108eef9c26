/** Recorded workloads: one reader per file format, all giving the same jobs. */
@NullMarked
package dev.muster.simulations.trace;

import org.jspecify.annotations.NullMarked;
