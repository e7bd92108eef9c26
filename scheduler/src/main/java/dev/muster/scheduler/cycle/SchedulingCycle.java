package dev.muster.scheduler.cycle;

import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.function.Function;

/**
 * The program: observe, plan, apply, report. Production, replay and fault simulation all run this
 * class; they differ in the {@link Cluster} they hand to it.
 */
public final class SchedulingCycle {
  private final Cluster cluster;
  private final Function<Snapshot, Plan> policy;
  private final CycleListener listener;

  public SchedulingCycle(Cluster cluster, Function<Snapshot, Plan> policy, CycleListener listener) {
    this.cluster = cluster;
    this.policy = policy;
    this.listener = listener;
  }

  /** Runs one cycle as of {@code now} (epoch milliseconds) and returns what was planned. */
  public Plan run(long now) {
    var snapshot = cluster.observe(now);
    var plan = policy.apply(snapshot);
    cluster.apply(plan);
    listener.onCycle(snapshot, plan);
    return plan;
  }
}
