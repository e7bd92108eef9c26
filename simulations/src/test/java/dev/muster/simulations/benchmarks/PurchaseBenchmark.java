package dev.muster.simulations.benchmarks;

import dev.muster.scaler.decide.ScalePlanner;
import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Outcome;
import dev.muster.scaler.model.ScalePlan;
import dev.muster.scaler.model.ScaleRules;
import dev.muster.scaler.model.Stock;
import dev.muster.scheduler.model.Gangs;
import dev.muster.scheduler.model.Nodes;
import dev.muster.scheduler.model.PodSets;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Snapshots;
import dev.muster.scheduler.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
 * One plan of what to buy, from nothing: 10,000 nodes that are nearly full, 1,000 node groups (20
 * types of machines in 50 places, prices and times to ready of their own), and a gang of one head
 * and 64 workers, or of eight kinds of pods and 500 of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(5)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class PurchaseBenchmark {
  private static final int NODES = 10_000;
  private static final int TYPES = 20;

  @Param({"ray", "eight"})
  private String gang = "ray";

  @Param({"20", "1000"})
  private int groups = 1000;

  private final ScalePlanner planner = new ScalePlanner(ScaleRules.DEFAULT);
  private Snapshot snapshot = Snapshots.aSnapshot().build();
  private Stock stock = Stock.of(List.of());

  /** Makes the case, and looks whether it is one. */
  @Setup
  public void setUp() {
    var random = new SplittableRandom(1);
    var world = Snapshots.aSnapshot();
    for (int i = 0; i < NODES; i++) {
      var used =
          Resources.of(
              Resources.CPU,
              90_000 + random.nextInt(6) * 1000L,
              Nodes.GPU,
              random.nextInt(7, 9) * 1000L);
      world.node(Nodes.aNode("node-%05d".formatted(i)).used(used));
    }
    world.gang(gang.equals("ray") ? ray() : eight(random));
    snapshot = world.build();
    var offers = new ArrayList<Offer>();
    for (int i = 0; i < groups; i++) {
      offers.add(offer(i, random));
    }
    stock = Stock.of(offers);
    if (!(plan().answers().getFirst().outcome() instanceof Outcome.Buy)) {
      throw new IllegalStateException("not the case that is to be measured: " + plan());
    }
  }

  private static Offer offer(int index, SplittableRandom random) {
    int type = index % TYPES;
    int gpus = new int[] {0, 1, 4, 8}[type % 4];
    int cpus = (gpus == 0 ? 8 : gpus * 12) << type / 8;
    var machine =
        Nodes.aNode("group-%04d".formatted(index))
            .cpus(cpus)
            .gpus(gpus)
            .has(Resources.MEMORY, (4L + type % 3 * 4) * cpus * Nodes.GIB)
            .label("zone", "z" + index / TYPES)
            .build();
    long price = (cpus * 40L + gpus * 900L) * 1000 + random.nextInt(50_000);
    return new Offer(
        machine.name(), machine, 20 + random.nextInt(80), price, 1000, random.nextInt(600_000), 0);
  }

  private static Gangs.Builder waiting() {
    var shortage = new Verdict.Shortage("workers", 64, 0, Nodes.GPU, List.of());
    return Gangs.aGang("g").told(new Verdict.NodesInUse(shortage));
  }

  private static Gangs.Builder ray() {
    return waiting()
        .head(4)
        .podSet(
            PodSets.pods("workers", 64).cpus(32).gpus(4).asks(Resources.MEMORY, 128 * Nodes.GIB));
  }

  private static Gangs.Builder eight(SplittableRandom random) {
    var gang = waiting();
    for (int set = 0; set < 8; set++) {
      int cpus = 1 + random.nextInt(8);
      gang.podSet(
          PodSets.pods("set-" + set, set == 0 ? 10 : 70)
              .cpus(cpus)
              .gpus(set % 2 * (1 + random.nextInt(4)))
              .asks(Resources.MEMORY, cpus * (2L + random.nextInt(12)) * Nodes.GIB));
    }
    return gang;
  }

  @Benchmark
  public ScalePlan plan() {
    return planner.plan(snapshot, stock);
  }
}
