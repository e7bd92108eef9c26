/**
 * Keeps a store on files: an append-only log of its changes, from time to time replaced by its
 * contents. The only package of the embedded cluster that knows where data lies.
 */
@NullMarked
package dev.muster.simulations.live.log;

import org.jspecify.annotations.NullMarked;
