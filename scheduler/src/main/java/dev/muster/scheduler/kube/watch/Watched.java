package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.ComponentStatus;

/** Tells for a kind of wrapped object whether its instances are watched. */
interface Watched {
  boolean test(String apiVersion, String kind);

  default boolean test(ComponentStatus wrapped) {
    return test(wrapped.apiVersion(), wrapped.kind());
  }
}
