/**
 * The face of the embedded API server: TLS, bearer tokens, discovery, the REST paths and watches of
 * the Kubernetes API over a {@link dev.muster.simulations.live.store.Store}. Nothing here knows
 * what a kind means: paths, media types and bytes on this side, all semantics on the store's.
 *
 * <p>Threads: the event loop of Vert.x parses requests and writes answers; the store is touched on
 * its {@link dev.muster.scheduler.kube.Loop} alone.
 */
@NullMarked
package dev.muster.simulations.live.http;

import org.jspecify.annotations.NullMarked;
