/** Machines of the Machine API: what its objects say, and how they are changed. */
@NullMarked
package dev.muster.scaler.machines;

import org.jspecify.annotations.NullMarked;
