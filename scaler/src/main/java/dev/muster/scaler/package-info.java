/** Buys the machines that a whole gang lacks and gives them back when idle. */
@NullMarked
package dev.muster.scaler;

import org.jspecify.annotations.NullMarked;
