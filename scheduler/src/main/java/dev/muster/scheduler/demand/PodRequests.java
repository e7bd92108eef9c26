package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Resources;

/** What a pod that exists asks for; what cannot be read there counts as nothing. */
public final class PodRequests {
  private PodRequests() {}

  /** Reads the {@code spec} of a pod, to which everybody has added what they add. */
  public static Resources of(Tree spec) {
    return PodDemand.requests(spec, PodDemand.Additions.NONE);
  }
}
