/**
 * Measures what a scheduler does to a cluster, from the cluster's API alone: how fast its server
 * is, how long gangs take from their creation to their admission and to the binding of their pods,
 * and what that costs.
 */
@NullMarked
package dev.muster.simulations.bench;

import org.jspecify.annotations.NullMarked;
