/** What to buy and what to give back: pure functions. */
@NullMarked
package dev.muster.scaler.decide;

import org.jspecify.annotations.NullMarked;
