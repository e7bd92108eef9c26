package dev.muster.scaler.decide;

import static dev.muster.scaler.model.Offers.anOffer;
import static dev.muster.scheduler.model.Gangs.aGang;
import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.PodSets.pods;

import dev.muster.scaler.model.Limits;
import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Stock;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Gangs;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Snapshots;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Shortage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A small cluster, a few gangs that wait, and what is sold, made up by chance.
 *
 * @param nodes what is there
 * @param offers at most three, of each at most four machines
 * @param gangs in the order in which they are served
 */
record Markets(List<Node> nodes, List<Offer> offers, List<Gang> gangs, Limits limits) {
  private static final Verdict TOLD =
      new Verdict.NodesInUse(new Shortage("workers", 1, 0, "nvidia.com/gpu", List.of()));

  static Markets random(SplittableRandom random, int mostGangs) {
    var nodes = new ArrayList<Node>();
    for (int i = random.nextInt(3); i > 0; i--) {
      nodes.add(
          aNode("n" + i)
              .cpus(1 + random.nextInt(6))
              .gpus(random.nextInt(3))
              .label("zone", "z" + random.nextInt(2))
              .build());
    }
    var offers = new ArrayList<Offer>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      offers.add(
          anOffer("o" + i)
              .cpus(1 + random.nextInt(8))
              .gpus(random.nextInt(4))
              .label("zone", "z" + random.nextInt(2))
              .room(random.nextInt(5))
              .price(random.nextInt(1, 12))
              .build());
    }
    var gangs = new ArrayList<Gang>();
    for (int i = 1 + random.nextInt(mostGangs); i > 0; i--) {
      gangs.add(gang(random, 9 - i));
    }
    int machines = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(6);
    long spend = random.nextInt(3) > 0 ? Long.MAX_VALUE : random.nextInt(30) * 1000L;
    return new Markets(nodes, offers, gangs, new Limits(machines, new TreeMap<>(), spend));
  }

  private static Gang gang(SplittableRandom random, int order) {
    Gangs.Builder gang = aGang("g" + order).submittedAt(order).told(TOLD);
    for (int set = 1 + random.nextInt(3); set > 0; set--) {
      var pods = pods("set" + set, 1 + random.nextInt(set == 1 ? 5 : 2));
      pods.cpus(1 + random.nextInt(3)).gpus(random.nextInt(3));
      if (random.nextInt(4) == 0) {
        pods.on("zone", "z" + random.nextInt(2));
      }
      gang.podSet(pods);
    }
    return gang.build();
  }

  Snapshot snapshot() {
    Snapshots.Builder snapshot = Snapshots.aSnapshot();
    nodes.forEach(snapshot::node);
    gangs.forEach(snapshot::gang);
    return snapshot.build();
  }

  Stock stock() {
    return new Stock(offers, List.of(), limits, new TreeSet<>(), Collections.emptySortedMap());
  }
}
