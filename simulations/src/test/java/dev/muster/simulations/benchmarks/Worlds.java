package dev.muster.simulations.benchmarks;

import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Gangs;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Nodes;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.PodSets;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Snapshots;
import dev.muster.scheduler.model.Verdict;
import java.util.List;
import java.util.Random;

/**
 * The snapshots that are measured: full clusters before which gangs wait that know their reason.
 */
final class Worlds {
  private static final Verdict IN_USE =
      new Verdict.NodesInUse(new Verdict.Shortage("workers", 1, 0, Nodes.GPU, List.of()));
  private static final int[] GPUS = {1, 2, 4, 8};

  private Worlds() {}

  /** {@code pending} waiting and 100 running gangs, {@code nodes} nodes, none with a GPU free. */
  static Snapshot full(int pending, int nodes, boolean allDistinct) {
    var snapshot = Snapshots.aSnapshot();
    for (int i = 0; i < nodes; i++) {
      snapshot.node(node(i, 8));
    }
    var random = new Random(1);
    for (int i = 0; i < pending; i++) {
      snapshot.gang(gang(i, random.nextInt(256), allDistinct).told(IN_USE).build());
    }
    for (int i = 0; i < 100; i++) {
      snapshot.gang(gang(pending + i, i, false).phase(Phase.RUNNING).build());
    }
    return snapshot.build();
  }

  static Node node(int index, int usedGpus) {
    return Nodes.aNode("node-%05d".formatted(index)).usedGpus(usedGpus).build();
  }

  /** One of 256 shapes of a head and workers; or, all distinct, with an amount of its own. */
  static Gangs.Builder gang(int index, int shape, boolean allDistinct) {
    var workers =
        PodSets.pods("workers", 1 + shape % 8)
            .gpus(GPUS[shape / 8 % 4])
            .cpus(1 + shape / 32)
            .asks(Resources.MEMORY, (allDistinct ? index : 0) + 8 * Nodes.GIB);
    return Gangs.aGang("gang-%06d".formatted(index)).submittedAt(index).head(2).podSet(workers);
  }

  /** The same with a gang observed otherwise: what a bound pod's status comes to. */
  static Snapshot with(Snapshot snapshot, Gang gang) {
    return new Snapshot(
        snapshot.now(), snapshot.cluster(), snapshot.gangs().with(gang.id().uid(), gang));
  }
}
