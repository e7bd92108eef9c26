/** The webhook against live servers. */
@NullMarked
package dev.muster.simulations.webhook;

import org.jspecify.annotations.NullMarked;
