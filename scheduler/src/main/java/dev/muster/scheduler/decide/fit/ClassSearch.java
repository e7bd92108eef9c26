package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Host;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The search for gangs of several kinds of pods.
 *
 * <p>Goals: complete when it ends within its budget; the same steps for the same nodes and gang,
 * however the draft came to be.
 *
 * <p>Algorithm: nodes that can hold the same mixtures of the gang's pods form a group ({@link
 * Frontiers}). If a gang fits at all, it fits with every node that is used holding a maximal
 * mixture (surplus places stay free), so all there is to choose is how many nodes of each group
 * hold which of its maximal mixtures. First a bound: at suitable prices per pod, are the dearest
 * mixtures of all nodes worth what the gang is? Then depth first, group by group, with most nodes
 * of a mixture first; cut where what is left cannot hold the rest of some part; a state (place in
 * the order, nodes left, pods left) that failed once is not entered again.
 *
 * <p>Complexity: one step per state entered; listing the mixtures may take {@value
 * #LISTING_PER_STEP} times as many steps. Both end in {@link FitResult.BudgetExhausted}.
 */
final class ClassSearch {
  private static final int LISTING_PER_STEP = 64;

  /** A mixture of a group, in search order; {@code last} of its group. */
  private record Choice(int group, List<Integer> mixture, boolean last) {}

  /** {@code nodes} nodes hold the choice's mixture. */
  private record Taken(int choice, int nodes) {}

  private final GangShape gang;
  private final List<Frontiers.Group> groups;
  private final List<Choice> choices = new ArrayList<>();
  private final long[][] restOfGroup; // by choice and part: most pods on a node, this choice or on
  private final long[][] laterGroups; // by choice and part: most pods on all later groups' nodes
  private final int budget;
  private final Set<LongBuffer> failed = new HashSet<>();
  private final ArrayDeque<Taken> path = new ArrayDeque<>();
  private int steps;

  private ClassSearch(GangShape gang, List<Frontiers.Group> groups, int budget) {
    this.gang = gang;
    this.groups = groups;
    this.budget = budget;
    for (int group = 0; group < groups.size(); group++) {
      var mixtures = groups.get(group).mixtures();
      for (int i = 0; i < mixtures.size(); i++) {
        choices.add(new Choice(group, mixtures.get(i), i == mixtures.size() - 1));
      }
    }
    this.restOfGroup = new long[choices.size()][];
    this.laterGroups = new long[choices.size()][];
    bound();
  }

  static FitResult run(Draft draft, GangShape gang, int budget) {
    var groups = Frontiers.of(gang, draft, (long) LISTING_PER_STEP * budget);
    if (groups.isEmpty()) {
      return new FitResult.BudgetExhausted(budget);
    }
    var dear = Prices.refuse(gang, draft, groups.get());
    return dear.isPresent() ? new FitResult.ProvedNo(dear.get()) : run(gang, groups.get(), budget);
  }

  static FitResult run(GangShape gang, List<Frontiers.Group> groups, int budget) {
    return new ClassSearch(gang, groups, budget).run();
  }

  private FitResult run() {
    var need = gang.parts().stream().mapToLong(GangShape.Part::count).toArray();
    if (search(0, groups.isEmpty() ? 0 : groups.getFirst().hosts().size(), need)) {
      return new FitResult.Fits(witness());
    }
    return steps > budget
        ? new FitResult.BudgetExhausted(budget)
        : new FitResult.ProvedNo(new Certificate.Exhaustive(steps));
  }

  /**
   * Places {@code need} from choice {@code from} on, of whose group {@code left} nodes are free.
   */
  private boolean search(int from, int left, long[] need) {
    if (isPlaced(need)) {
      return true;
    }
    if (++steps > budget || !mayFit(from, left, need)) {
      return false;
    }
    var state = state(from, left, need);
    if (failed.contains(state)) {
      return false;
    }
    int nodes = left;
    for (int i = from; i < choices.size() && mayFit(i, nodes, need); i++) {
      if (take(i, nodes, need)) {
        return true;
      }
      if (steps > budget) {
        return false;
      }
      if (choices.get(i).last()) {
        if (nodes > 0 && useful(choices.get(i).mixture(), need) > 0) {
          break; // leaving these nodes unused cannot help where using them does not
        }
        nodes = nodesAfter(i);
      }
    }
    failed.add(state);
    return false;
  }

  /** Tries the choice on as many nodes as are of use, then on fewer. */
  private boolean take(int choice, int nodes, long[] need) {
    var mixture = choices.get(choice).mixture();
    boolean last = choices.get(choice).last();
    int most = (int) Math.min(nodes, useful(mixture, need));
    int least = last ? Math.max(1, most) : 1; // what the last choice leaves of a group is wasted
    for (int taken = most; taken >= least; taken--) {
      path.addLast(new Taken(choice, taken));
      int left = last ? nodesAfter(choice) : nodes - taken;
      if (search(choice + 1, left, without(need, mixture, taken))) {
        return true;
      }
      path.removeLast();
      if (steps > budget) {
        return false;
      }
    }
    return false;
  }

  private int nodesAfter(int choice) {
    int group = choices.get(choice).group() + 1;
    return group < groups.size() ? groups.get(group).hosts().size() : 0;
  }

  private static boolean isPlaced(long[] need) {
    for (long pods : need) {
      if (pods > 0) {
        return false;
      }
    }
    return true;
  }

  private static long useful(List<Integer> mixture, long[] need) {
    long nodes = 0;
    for (int part = 0; part < need.length; part++) {
      if (mixture.get(part) > 0) {
        nodes = Math.max(nodes, Math.ceilDiv(need[part], mixture.get(part)));
      }
    }
    return nodes;
  }

  private static long[] without(long[] need, List<Integer> mixture, int nodes) {
    var rest = need.clone();
    for (int part = 0; part < rest.length; part++) {
      rest[part] = Math.max(0, rest[part] - (long) mixture.get(part) * nodes);
    }
    return rest;
  }

  private static LongBuffer state(int from, int left, long[] need) {
    var state = new long[need.length + 2];
    System.arraycopy(need, 0, state, 0, need.length);
    state[need.length] = from;
    state[need.length + 1] = left;
    return LongBuffer.wrap(state);
  }

  private boolean mayFit(int choice, int left, long[] need) {
    if (choice >= choices.size()) {
      return false;
    }
    for (int part = 0; part < need.length; part++) {
      if (restOfGroup[choice][part] * left + laterGroups[choice][part] < need[part]) {
        return false;
      }
    }
    return true;
  }

  private void bound() {
    int parts = gang.parts().size();
    var most = new long[parts];
    var later = new long[parts];
    for (int i = choices.size() - 1; i >= 0; i--) {
      var choice = choices.get(i);
      if (choice.last() && i + 1 < choices.size()) {
        for (int part = 0; part < parts; part++) {
          later[part] += most[part] * groups.get(choice.group() + 1).hosts().size();
          most[part] = 0;
        }
      }
      for (int part = 0; part < parts; part++) {
        most[part] = Math.max(most[part], choice.mixture().get(part));
      }
      restOfGroup[i] = most.clone();
      laterGroups[i] = later.clone();
    }
  }

  private List<Piece> witness() {
    var need = gang.parts().stream().mapToLong(GangShape.Part::count).toArray();
    var pieces = new ArrayList<Piece>();
    var hosts = groups.stream().map(group -> group.hosts().iterator()).toList();
    for (var taken : path) {
      var choice = choices.get(taken.choice());
      var free = hosts.get(choice.group());
      for (int node = 0; node < taken.nodes(); node++) {
        addPieces(choice.mixture(), free, need, pieces);
      }
    }
    return pieces;
  }

  private static void addPieces(
      List<Integer> mixture, Iterator<Host> free, long[] need, List<Piece> pieces) {
    var host = free.next();
    for (int part = 0; part < need.length; part++) {
      int pods = (int) Math.min(mixture.get(part), need[part]);
      if (pods > 0) {
        pieces.add(new Piece(part, host, pods));
        need[part] -= pods;
      }
    }
  }
}
