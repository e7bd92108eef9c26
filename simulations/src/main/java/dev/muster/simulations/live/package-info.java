/**
 * The embedded cluster: an API server of our own, its face over HTTP, and the controllers in it.
 */
@NullMarked
package dev.muster.simulations.live;

import org.jspecify.annotations.NullMarked;
