package dev.muster.scaler.decide;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.Fractions;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Host;
import dev.muster.scheduler.decide.draft.NodeClass;
import dev.muster.scheduler.decide.draft.PodShape;
import dev.muster.scheduler.decide.fit.Frontiers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Some of the ways to fill nodes with a gang's pods, where there are too many to list all: for each
 * part as many of it as go and then of the others, the largest first; and one that holds of each
 * part as it is needed. More ways than these were tried and made purchases hardly cheaper.
 */
final class Fillings {
  private static final Comparator<List<Integer>> BY_COUNTS =
      (one, other) -> {
        int order = 0;
        for (int i = 0; order == 0 && i < one.size(); i++) {
          order = Integer.compare(other.get(i), one.get(i));
        }
        return order;
      };
  private static final Comparator<List<List<Integer>>> BY_MIXTURES =
      (one, other) -> {
        int order = Integer.compare(one.size(), other.size());
        for (int i = 0; order == 0 && i < one.size(); i++) {
          order = BY_COUNTS.compare(one.get(i), other.get(i));
        }
        return order;
      };

  private final GangShape gang;
  private final NodeClass kind;

  private Fillings(GangShape gang, NodeClass kind) {
    this.gang = gang;
    this.kind = kind;
  }

  /** The nodes that take any pod of the gang, by how they can be filled. */
  static List<Frontiers.Group> of(GangShape gang, Draft draft) {
    var hosts = new TreeMap<List<List<Integer>>, List<Host>>(BY_MIXTURES);
    for (var kind : draft.classes()) {
      if (gang.parts().stream().noneMatch(part -> kind.slots(part.pod()) > 0)) {
        continue;
      }
      var mixtures = new Fillings(gang, kind).mixtures();
      if (!mixtures.isEmpty()) {
        hosts.computeIfAbsent(mixtures, key -> new ArrayList<>()).addAll(kind.hosts());
      }
    }
    var groups = new ArrayList<Frontiers.Group>();
    hosts.forEach((mixtures, members) -> {
      members.sort(Comparator.comparingInt(Host::rank));
      groups.add(new Frontiers.Group(mixtures, members));
    });
    return groups;
  }

  private List<List<Integer>> mixtures() {
    var found = new TreeMap<List<Integer>, Boolean>(BY_COUNTS);
    int parts = gang.parts().size();
    var largestFirst =
        IntStream.range(0, parts).boxed().sorted((one, other) -> compare(other, one)).toList();
    for (int first = 0; first < parts; first++) {
      var taken = new int[parts];
      fill(first, taken);
      largestFirst.forEach(part -> fill(part, taken));
      keep(taken, found);
    }
    keep(asNeeded(), found);
    return List.copyOf(found.keySet());
  }

  private static void keep(int[] taken, TreeMap<List<Integer>, Boolean> found) {
    var mixture = IntStream.of(taken).boxed().toList();
    if (mixture.stream().anyMatch(pods -> pods > 0)) {
      found.put(mixture, true);
    }
  }

  private void fill(int part, int[] taken) {
    taken[part] += room(part, taken);
  }

  /** One pod after the other, of the part of which the least share is there. */
  private int[] asNeeded() {
    var taken = new int[gang.parts().size()];
    while (true) {
      int next = -1;
      for (int part = 0; part < taken.length; part++) {
        if (room(part, taken) > 0 && (next < 0 || isBehind(part, next, taken))) {
          next = part;
        }
      }
      if (next < 0) {
        return taken;
      }
      taken[next]++;
    }
  }

  private boolean isBehind(int part, int other, int[] taken) {
    long need = gang.parts().get(part).count();
    long otherNeed = gang.parts().get(other).count();
    return Fractions.compare(taken[part], need, taken[other], otherNeed) < 0;
  }

  /** How many more pods of the part go beside those taken. */
  private int room(int part, int[] taken) {
    var pod = pod(part);
    if (!kind.allows(pod)) {
      return 0;
    }
    long room = gang.parts().get(part).count() - taken[part];
    for (int i = 0; i < pod.size(); i++) {
      long left = kind.free(pod.dimension(i));
      for (int other = 0; other < taken.length; other++) {
        left -= pod(other).in(pod.dimension(i)) * taken[other];
      }
      room = Math.min(room, Math.max(0, left) / pod.amount(i));
    }
    return (int) Math.min(room, 1 << 20);
  }

  /** By the greatest part of the node that one pod takes. */
  private int compare(int one, int other) {
    int dimension = lead(pod(one));
    int otherDimension = lead(pod(other));
    int order =
        Fractions.compare(
            pod(one).in(dimension),
            Math.max(0, kind.free(dimension)),
            pod(other).in(otherDimension),
            Math.max(0, kind.free(otherDimension)));
    return order != 0 ? order : Integer.compare(other, one);
  }

  private int lead(PodShape pod) {
    int lead = pod.dimension(0);
    for (int i = 1; i < pod.size(); i++) {
      int dimension = pod.dimension(i);
      long free = Math.max(0, kind.free(dimension));
      if (Fractions.compare(pod.amount(i), free, pod.in(lead), Math.max(0, kind.free(lead))) > 0) {
        lead = dimension;
      }
    }
    return lead;
  }

  private PodShape pod(int part) {
    return gang.parts().get(part).pod();
  }
}
