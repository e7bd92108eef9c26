package dev.muster.simulations.cli;

import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Decides as another policy does, and notes how long each decision took. */
final class MeasuredPolicy implements Function<Snapshot, Plan> {
  private final Function<Snapshot, Plan> policy;
  private final LongSupplier nanoTime;
  private final List<Long> nanos = new ArrayList<>();

  MeasuredPolicy(Function<Snapshot, Plan> policy, LongSupplier nanoTime) {
    this.policy = policy;
    this.nanoTime = nanoTime;
  }

  @Override
  public Plan apply(Snapshot snapshot) {
    long start = nanoTime.getAsLong();
    var plan = policy.apply(snapshot);
    nanos.add(nanoTime.getAsLong() - start);
    return plan;
  }

  List<Long> nanos() {
    return nanos;
  }
}
