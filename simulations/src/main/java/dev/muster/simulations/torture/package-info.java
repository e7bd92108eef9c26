/**
 * The production shell in a hostile world: replicas of the scheduler on the in-memory API server,
 * an adversary between them, users with bad timing, and somebody who checks every write. One
 * thread, virtual time; everything that happens is in a {@link
 * dev.muster.simulations.torture.Script}, so that a failing second is played again from a few lines
 * of text.
 */
@NullMarked
package dev.muster.simulations.torture;

import org.jspecify.annotations.NullMarked;
