package dev.muster.simulations.benchmarks;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An event while many gangs are under way, each with objects that every plan says are to be
 * deleted: a bound pod of another gang changes its state (and changes back: two events an
 * operation).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class UnderWayBenchmark {
  @Param({"0", "1000"})
  public int underWay;

  private final Planner planner = new Planner(Rules.DEFAULT);
  private Snapshot quiet = Worlds.full(0, 0, false);
  private Snapshot observed = quiet;
  private Planner.Memo memo = Planner.Memo.EMPTY;

  @Setup
  public void setUp() {
    quiet = Worlds.full(0, 1000, false);
    for (int i = 0; i < underWay; i++) {
      quiet = Worlds.with(quiet, leaving(i));
    }
    var running = quiet.gangs().get("uid-gang-%06d".formatted(50)).orElseThrow();
    var tally = new Observed.PodTally(0, 1, 0, 0, 1, List.of());
    observed = Worlds.with(quiet, running.withObserved(new Observed(List.of(), tally, true)));
    var decision = planner.plan(quiet, Planner.Memo.EMPTY);
    memo = decision.memo();
    long errands =
        decision.plan().actions().stream()
            .filter(Action.DeleteComponents.class::isInstance)
            .count();
    if (errands != underWay) {
      throw new IllegalStateException(errands + " errands");
    }
  }

  private Gang leaving(int index) {
    var gang = Worlds.gang(10_000 + index, index % 256, false).build();
    var status =
        gang.status()
            .withPhase(Phase.SUSPENDING)
            .with(Condition.DELETING_RESOURCES, Condition.Status.TRUE, "Bench", "", quiet.now());
    var tally = new Observed.PodTally(0, 1, 0, 0, 1, List.of());
    return gang.withStatus(status).withObserved(new Observed(List.of(), tally, true));
  }

  @Benchmark
  public Plan podChangedThereAndBack() {
    memo = planner.plan(observed, memo).memo();
    return planner.plan(quiet, memo).plan();
  }
}
