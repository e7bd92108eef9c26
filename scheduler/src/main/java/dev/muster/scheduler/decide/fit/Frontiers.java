package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Host;
import dev.muster.scheduler.decide.draft.NodeClass;
import dev.muster.scheduler.decide.draft.PodShape;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The nodes as one gang sees them, for {@link ClassSearch}: grouped by which mixtures of its pods
 * they can hold. A mixture that leaves no room for one more pod of the gang is <em>maximal</em>;
 * nodes with the same maximal mixtures are interchangeable, whatever their labels and free amounts.
 *
 * <p>The grouping depends on the nodes and the gang alone: finer classes of the draft melt away
 * here, which is why the steps that a search takes can be counted and compared.
 */
public final class Frontiers {
  /** Nodes that hold the same mixtures, in the order in which they are taken. */
  public record Group(List<List<Integer>> mixtures, List<Host> hosts) {}

  private static final Comparator<List<Integer>> BY_COUNTS = Frontiers::compareCounts;
  private static final Comparator<List<List<Integer>>> BY_MIXTURES = Frontiers::compareMixtures;

  private final List<PodShape> pods;
  private final List<Integer> counts;
  private final Map<LongBuffer, List<List<Integer>>> known = new HashMap<>();
  private final int[] dimensions;
  private long budget;

  private Frontiers(GangShape gang, long budget) {
    this.pods = gang.parts().stream().map(GangShape.Part::pod).toList();
    this.counts = gang.parts().stream().map(p -> (int) Math.min(p.count(), 1 << 30)).toList();
    this.dimensions =
        pods.stream()
            .flatMapToInt(pod -> IntStream.range(0, pod.size()).map(pod::dimension))
            .distinct()
            .sorted()
            .toArray();
    this.budget = budget;
  }

  /**
   * All groups of nodes that can take any pod of the gang, those with the fewest mixtures first;
   * empty if listing the mixtures takes more than {@code budget} steps.
   */
  public static Optional<List<Group>> of(GangShape gang, Draft draft, long budget) {
    var frontiers = new Frontiers(gang, budget);
    var hosts = new TreeMap<List<List<Integer>>, List<Host>>(BY_MIXTURES);
    for (var kind : draft.classes()) {
      var mixtures = frontiers.mixtures(kind);
      if (frontiers.budget < 0) {
        return Optional.empty();
      }
      if (!mixtures.isEmpty()) {
        hosts.computeIfAbsent(mixtures, key -> new ArrayList<>()).addAll(kind.hosts());
      }
    }
    var groups = new ArrayList<Group>();
    int lead = draft.lead(gang.parts().getFirst().pod());
    var fullestFirst =
        Comparator.comparingLong((Host host) -> host.kind().free(lead))
            .thenComparingInt(Host::rank);
    hosts.forEach((mixtures, members) ->
        groups.add(new Group(mixtures, members.stream().sorted(fullestFirst).toList())));
    return Optional.of(List.copyOf(groups));
  }

  private List<List<Integer>> mixtures(NodeClass kind) {
    var key = new long[pods.size() + dimensions.length];
    boolean any = false;
    for (int i = 0; i < pods.size(); i++) {
      any |= kind.slots(pods.get(i)) > 0;
      key[i] = kind.allows(pods.get(i)) ? 1 : 0;
    }
    if (!any) {
      return List.of();
    }
    for (int i = 0; i < dimensions.length; i++) {
      key[pods.size() + i] = kind.free(dimensions[i]);
    }
    var buffer = LongBuffer.wrap(key);
    var mixtures = known.get(buffer);
    if (mixtures == null) {
      mixtures = new Listing(kind).run();
      known.put(buffer, mixtures);
    }
    return mixtures;
  }

  /** Lists the maximal mixtures of one class, greatest counts of the first part first. */
  private final class Listing {
    private final NodeClass kind;
    private final int[] taken = new int[pods.size()];
    private final List<List<Integer>> maximal = new ArrayList<>();

    Listing(NodeClass kind) {
      this.kind = kind;
    }

    List<List<Integer>> run() {
      extend(0);
      return List.copyOf(maximal);
    }

    private void extend(int part) {
      budget -= 1L + part; // what a look at the pods taken so far costs
      if (budget < 0) {
        return;
      }
      if (part == taken.length) {
        keepIfMaximal();
        return;
      }
      int most = most(part);
      int least = part == taken.length - 1 ? most : 0; // fewer of the last part is never maximal
      for (int pods = most; pods >= least; pods--) {
        taken[part] = pods;
        extend(part + 1);
      }
      taken[part] = 0;
    }

    /** How many pods of the part go beside those taken. */
    private int most(int part) {
      var pod = pods.get(part);
      if (!kind.allows(pod)) {
        return 0;
      }
      long slots = counts.get(part);
      for (int i = 0; i < pod.size(); i++) {
        long left = kind.free(pod.dimension(i));
        for (int other = 0; other < part; other++) {
          left -= pods.get(other).in(pod.dimension(i)) * taken[other];
        }
        slots = Math.min(slots, Math.max(0, left) / pod.amount(i));
      }
      return (int) slots;
    }

    private void keepIfMaximal() {
      for (var kept : maximal) {
        budget--;
        if (covers(kept)) {
          return;
        }
      }
      var mixture = new ArrayList<Integer>(taken.length);
      for (int pods : taken) {
        mixture.add(pods);
      }
      maximal.add(List.copyOf(mixture));
    }

    private boolean covers(List<Integer> kept) {
      for (int i = 0; i < taken.length; i++) {
        if (taken[i] > kept.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private static int compareMixtures(List<List<Integer>> one, List<List<Integer>> other) {
    int order = Integer.compare(one.size(), other.size());
    for (int i = 0; order == 0 && i < one.size(); i++) {
      order = BY_COUNTS.compare(one.get(i), other.get(i));
    }
    return order;
  }

  private static int compareCounts(List<Integer> one, List<Integer> other) {
    int order = 0;
    for (int i = 0; order == 0 && i < one.size(); i++) {
      order = Integer.compare(one.get(i), other.get(i));
    }
    return order;
  }
}
