/**
 * The stories that the demo plays: which objects people submit, and when they change their mind.
 */
@NullMarked
package dev.muster.simulations.live.scenario;

import org.jspecify.annotations.NullMarked;
