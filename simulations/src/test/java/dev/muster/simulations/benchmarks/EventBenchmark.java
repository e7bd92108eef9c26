package dev.muster.simulations.benchmarks;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Observed;
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
 * An event that admits nothing, on a full cluster of 1,000 nodes: a gang is appended to the queue
 * (and taken back: two events an operation), or a bound pod of a running gang changes its state.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class EventBenchmark {
  @Param({"100", "10000"})
  public int pending;

  @Param({"false", "true"})
  public boolean allDistinct;

  private final Planner planner = new Planner(Rules.DEFAULT);
  private Snapshot quiet = Worlds.full(0, 0, false);
  private Snapshot appended = quiet;
  private Snapshot observed = quiet;
  private Planner.Memo memo = Planner.Memo.EMPTY;

  @Setup
  public void setUp() {
    quiet = Worlds.full(pending, 1000, allDistinct);
    appended = Worlds.with(quiet, Worlds.gang(99_999, 17, allDistinct).build());
    var running = quiet.gangs().get("uid-gang-%06d".formatted(pending + 50)).orElseThrow();
    var tally = new Observed.PodTally(0, 1, 0, 0, 1, List.of());
    observed = Worlds.with(quiet, running.withObserved(new Observed(List.of(), tally, true)));
    memo = planner.plan(quiet, Planner.Memo.EMPTY).memo();
    if (planner.plan(quiet, memo).plan().verdicts().size() > 0) {
      throw new IllegalStateException("not quiet");
    }
  }

  @Benchmark
  public Plan gangAppendedAndTakenBack() {
    memo = planner.plan(appended, memo).memo();
    return planner.plan(quiet, memo).plan();
  }

  @Benchmark
  public Plan podChangedThereAndBack() {
    memo = planner.plan(observed, memo).memo();
    return planner.plan(quiet, memo).plan();
  }
}
