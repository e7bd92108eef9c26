/**
 * Covering what is needed at the least cost, in plain numbers: nothing here knows what a machine or
 * a pod is.
 */
@NullMarked
package dev.muster.scaler.decide.cover;

import org.jspecify.annotations.NullMarked;
