package dev.muster.simulations.live.store;

import dev.muster.scheduler.kube.Api;

/** A running watch of a {@link Store}; after {@link #close} its sink is not called any more. */
public interface Subscription extends Api.Subscription {
  /** Whether something that was written already is yet to be told. */
  boolean isBehind();
}
