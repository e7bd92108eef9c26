package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Where controllers work: what they know, and by what they act. */
record Site(World world, Loop loop, Apis apis, Settings settings, Problems problems) {
  /** One API server, as seen by its users. */
  interface Apis {
    /** {@code user} is a controller's name; where one identity serves for all, it is ignored. */
    Api as(String user);
  }

  /** The present second, as objects show it. */
  String stamp() {
    return Instant.ofEpochMilli(loop.now()).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
