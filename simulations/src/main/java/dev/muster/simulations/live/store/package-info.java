/**
 * The semantics of an API server, in memory and deterministic: one thread, no clock of its own, no
 * I/O. Also the fake of Kubernetes for tests.
 */
@NullMarked
package dev.muster.simulations.live.store;

import org.jspecify.annotations.NullMarked;
