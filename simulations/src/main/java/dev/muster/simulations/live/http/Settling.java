package dev.muster.simulations.live.http;

import java.util.function.Consumer;

/**
 * {@link dev.muster.simulations.live.store.Store#settle}, for those who need no more of a store.
 */
interface Settling {
  void settle(Runnable kept, Consumer<String> lost);
}
