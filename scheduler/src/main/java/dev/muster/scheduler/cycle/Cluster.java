package dev.muster.scheduler.cycle;

import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;

/** Port: the world as the cycle sees it. One thread calls it. */
public interface Cluster {
  /** The world as of now, including what was planned and is still on its way. */
  Snapshot observe(long now);

  /** Takes the plan as done for the next {@link #observe}, and sees to it that it is. */
  void apply(Plan plan);
}
