package dev.muster.simulations.world;

import dev.muster.scheduler.cycle.SchedulingCycle;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.simulations.engine.Engine;
import dev.muster.simulations.engine.EventQueue;
import dev.muster.simulations.engine.Stage;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * A recorded workload run through the production cycle on a simulated cluster, with the invariants
 * on. The commands call it; it prints nothing and knows no clock but the simulated one.
 */
public final class Replay {
  private final ClusterSpec spec;
  private final Discipline discipline;
  private final Function<Snapshot, Plan> policy;

  /**
   * @param policy the planner under test
   * @param discipline what that planner promises, and is held to
   */
  public Replay(ClusterSpec spec, Discipline discipline, Function<Snapshot, Plan> policy) {
    this.spec = spec;
    this.discipline = discipline;
    this.policy = policy;
  }

  /**
   * What came of it.
   *
   * @param outcomes of all jobs of the trace, in trace order
   * @param longestQueue most jobs that were left waiting after any instant
   * @param decisions how many plans were made
   */
  public record Result(
      List<Outcome> outcomes, int longestQueue, long decisions, InvariantReport invariants) {
    public Result {
      outcomes = List.copyOf(outcomes);
    }
  }

  /**
   * Runs until the last job has ended.
   *
   * @param progress is told, after each instant, how many jobs have finished
   */
  public Result run(Screening screening, IntConsumer progress) {
    var log = new JobLog();
    var invariants = new Invariants(spec, discipline);
    var events = new EventQueue();
    var cluster = new SimulatedCluster(spec, events, List.of(log, invariants));
    for (var job : screening.accepted()) {
      events.schedule(job.submit(), Stage.ARRIVAL, () -> cluster.arrive(job, job.submit()));
    }
    var cycle = new SchedulingCycle(cluster, policy, (snapshot, plan) -> {});
    var engine =
        new Engine(
            events,
            cycle,
            now -> {
              log.instant();
              invariants.instant(cluster.observe(now));
              progress.accept(log.finished());
            });
    long decisions = engine.run();
    var report = invariants.finish(cluster.observe(Long.MAX_VALUE), screening.accepted());
    return new Result(log.outcomes(screening), log.longestQueue(), decisions, report);
  }
}
