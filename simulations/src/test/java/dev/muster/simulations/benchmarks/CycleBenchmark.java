package dev.muster.simulations.benchmarks;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A cycle that admits 1,000 of 10,000 waiting gangs: a full cluster of 10,000 nodes, of which
 * enough become free at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(5)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class CycleBenchmark {
  private static final int NODES = 10_000;

  /** Whether each gang has a shape of its own, or they share 256. */
  @Param({"false", "true"})
  public boolean allDistinct;

  private final Planner planner = new Planner(Rules.DEFAULT);
  private Snapshot full = Worlds.full(0, 0, false);
  private Snapshot freed = full;
  private Planner.Memo memo = Planner.Memo.EMPTY;

  @Setup
  public void setUp() {
    full = Worlds.full(10_000, NODES, allDistinct);
    freed = full;
    int free = 0;
    for (int admitted = 0;
        admitted < 1000;
        admitted = planner.plan(freed, memo).plan().actions().size()) {
      free += Math.max(1, (1000 - admitted) * 3 / 2);
      freed = withFree(free);
      memo = Planner.Memo.EMPTY;
    }
    System.out.println(
        "frees " + free + " nodes, admits " + planner.plan(freed, memo).plan().actions().size());
  }

  private Snapshot withFree(int free) {
    var nodes = full.cluster().nodes();
    for (int i = 0; i < free; i++) {
      var node = Worlds.node(i * (NODES / free), 0);
      nodes = nodes.with(node.name(), node);
    }
    return new Snapshot(full.now(), new Cluster(Cluster.LOCAL, nodes), full.gangs());
  }

  /** Back to the full cluster, where every answer is known. */
  @Setup(Level.Invocation)
  public void fill() {
    memo = planner.plan(full, memo).memo();
  }

  @Benchmark
  public Plan cycle() {
    return planner.plan(freed, memo).plan();
  }
}
