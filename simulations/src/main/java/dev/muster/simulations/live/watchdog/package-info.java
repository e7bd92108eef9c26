/**
 * The outside observer: sees every write to the API server's store, knows nothing of the scheduler
 * but the objects on the wire, and counts where they break what was promised.
 */
@NullMarked
package dev.muster.simulations.live.watchdog;

import org.jspecify.annotations.NullMarked;
