/** The commands a person types, one file each. */
@NullMarked
package dev.muster.simulations.cli;

import org.jspecify.annotations.NullMarked;
