package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Refuses a gang because the nodes cannot earn what it is worth. Any prices are sound; those tried
 * are what the pods take of each resource in turn, scaled to at most {@value #DEAREST}, and one for
 * each pod.
 */
final class Prices {
  private static final long DEAREST = 1000;

  private Prices() {}

  static Optional<Certificate> refuse(GangShape gang, Draft draft, List<Frontiers.Group> groups) {
    int pods = gang.parts().size();
    for (var prices : candidates(gang, draft)) {
      long need = 0;
      for (int part = 0; part < pods; part++) {
        need = Math.addExact(need, Math.multiplyExact(prices.get(part), count(gang, part)));
      }
      long have = 0;
      for (var group : groups) {
        have += dearest(group.mixtures(), prices) * group.hosts().size();
      }
      if (have < need) {
        return Optional.of(new Certificate.PriceBound(prices, have, need));
      }
    }
    return Optional.empty();
  }

  private static long count(GangShape gang, int part) {
    return gang.parts().get(part).count();
  }

  private static List<List<Long>> candidates(GangShape gang, Draft draft) {
    var all = new ArrayList<List<Long>>();
    all.add(gang.parts().stream().map(part -> 1L).toList());
    for (int dimension = 0; dimension < draft.dimensions(); dimension++) {
      long dearest = 0;
      for (var part : gang.parts()) {
        dearest = Math.max(dearest, part.pod().in(dimension));
      }
      if (dearest > 0) {
        all.add(scaled(gang, dimension, Math.ceilDiv(dearest, DEAREST)));
      }
    }
    return all;
  }

  private static List<Long> scaled(GangShape gang, int dimension, long unit) {
    return gang.parts().stream().map(part -> part.pod().in(dimension) / unit).toList();
  }

  private static long dearest(List<List<Integer>> mixtures, List<Long> prices) {
    long dearest = 0;
    for (var mixture : mixtures) {
      long worth = 0;
      for (int part = 0; part < prices.size(); part++) {
        worth += prices.get(part) * mixture.get(part);
      }
      dearest = Math.max(dearest, worth);
    }
    return dearest;
  }
}
