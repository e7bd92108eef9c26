package dev.muster.scheduler.cycle;

import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;

/** Is told of every cycle after it was applied: metrics, logs, reports. */
public interface CycleListener {
  void onCycle(Snapshot snapshot, Plan plan);
}
