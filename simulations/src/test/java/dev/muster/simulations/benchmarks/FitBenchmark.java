package dev.muster.simulations.benchmarks;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.decide.fit.Fit;
import dev.muster.scheduler.decide.fit.FitResult;
import dev.muster.scheduler.decide.fit.Witness;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Nodes;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.PodSets;
import dev.muster.scheduler.model.Resources;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One head and 64 workers of 8 GPUs on 5,000 nodes in 40 classes: a yes with its witness, a no with
 * its proof, and beside them a bare loop that counts the slots of one shape node by node.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FitBenchmark {
  private static final int NODES = 5000;
  private static final int CLASSES = 40;

  private final Ground ground = new Ground();
  private final List<PodSet> fitting = gang(64);
  private final List<PodSet> tooMany = gang(NODES / 2);
  private final GangShape fittingShape = ground.shapes().acquire(fitting);
  private final GangShape tooManyShape = ground.shapes().acquire(tooMany);
  private final long[][] free = new long[NODES][];

  private static List<PodSet> gang(int workers) {
    return List.of(
        PodSets.pods("head", 1).cpus(4).asks(Resources.MEMORY, 16 * Nodes.GIB).build(),
        PodSets.pods("workers", workers)
            .cpus(32)
            .gpus(8)
            .asks(Resources.MEMORY, 256 * Nodes.GIB)
            .build());
  }

  /** A quarter of the classes has all its GPUs free; all differ in the CPUs that are free. */
  @Setup
  public void setUp() {
    var nodes = PersistentMap.<Node>empty();
    for (int i = 0; i < NODES; i++) {
      int kind = i % CLASSES;
      var used = Resources.of(Resources.CPU, kind * 1000L, Nodes.GPU, kind % 4 * 1000L);
      var node = Nodes.aNode("node-%05d".formatted(i)).used(used).build();
      nodes = nodes.with(node.name(), node);
      free[i] = new long[] {96_000 - kind * 1000L, 1024 * Nodes.GIB, 8000 - kind % 4 * 1000L, 110};
    }
    ground.refresh(nodes);
    if (ground.now().classes().size() != CLASSES
        || yes().size() != 2
        || !(no() instanceof FitResult.ProvedNo)) {
      throw new IllegalStateException("not the case that is to be measured");
    }
  }

  @Benchmark
  public List<Placement> yes() {
    var fits = (FitResult.Fits) Fit.of(fittingShape, draft(), 2000);
    return Witness.placements(fittingShape, fitting, fits.witness());
  }

  @Benchmark
  public FitResult no() {
    return Fit.of(tooManyShape, draft(), 2000);
  }

  @Benchmark
  public long bareSlotCount() {
    long slots = 0;
    for (var node : free) {
      slots +=
          Math.min(
              Math.min(node[0] / 32_000, node[1] / (256 * Nodes.GIB)),
              Math.min(node[2] / 8000, node[3]));
    }
    return slots;
  }

  private Draft draft() {
    return ground.now();
  }
}
