package dev.muster.simulations.world;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The published baseline {@code fifo/consolidate}, written from its description alone, as the
 * oracle that the production planner is held against: strict head of line; a gang that fits one
 * node goes to the fullest node that takes it, a larger one to completely free nodes; the lowest
 * index wins ties. For nodes of equal size and whole GPUs only.
 */
public final class FifoConsolidate implements Function<Snapshot, Plan> {
  @Override
  public Plan apply(Snapshot snapshot) {
    var free = new LinkedHashMap<String, Long>();
    snapshot
        .cluster()
        .nodes()
        .forEach((name, node) -> free.put(name, free(node.allocatable(), node.used())));
    long whole = snapshot.cluster().nodes().values().getFirst().allocatable().get(Job.GPU);
    var actions = new ArrayList<Action>();
    var verdicts = new ArrayList<Plan.VerdictChange>();
    Optional<Gang> head = Optional.empty();
    for (var gang : snapshot.gangs().values()) {
      if (head.isEmpty()) {
        var witness = place(((Demand.Readable) gang.spec().demand()).podSets(), free, whole);
        if (witness.isPresent()) {
          actions.add(admit(gang, witness.get()));
          continue;
        }
        head = Optional.of(gang);
      }
      if (gang.status().latestVerdict().isEmpty()) {
        verdicts.add(new Plan.VerdictChange(gang.id(), new Verdict.BehindHead(head.get().id())));
      }
    }
    return new Plan(actions, verdicts, List.of(), OptionalLong.empty());
  }

  private static long free(Resources has, Resources used) {
    return has.get(Job.GPU) - used.get(Job.GPU);
  }

  private static Optional<List<Placement>> place(
      List<PodSet> podSets, Map<String, Long> free, long whole) {
    long gpus = podSets.stream().mapToLong(p -> p.count() * p.requests().get(Job.GPU)).sum();
    var nodes = nodes(gpus, free, whole);
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    var left = new ArrayList<>(Arrays.asList(nodes.get()));
    var placements = new ArrayList<Placement>();
    for (var podSet : podSets) {
      var where = new TreeMap<String, Integer>();
      for (int i = 0; i < podSet.count(); i++) {
        var node = gpus <= whole ? left.getFirst() : left.removeFirst();
        where.merge(node, 1, Integer::sum);
        free.merge(node, -podSet.requests().get(Job.GPU), Long::sum);
      }
      placements.add(placement(podSet, where));
    }
    return Optional.of(placements);
  }

  private static Placement placement(PodSet podSet, SortedMap<String, Integer> where) {
    return new Placement(podSet.name(), podSet.count(), where);
  }

  /** The one node, or the whole nodes and then the one for the rest. */
  private static Optional<String[]> nodes(long gpus, Map<String, Long> free, long whole) {
    if (gpus <= whole) {
      return fewest(gpus, free).map(node -> new String[] {node});
    }
    var chosen = new ArrayList<String>();
    for (var node : free.entrySet()) {
      if (chosen.size() < gpus / whole && node.getValue() == whole) {
        chosen.add(node.getKey());
      }
    }
    if (chosen.size() < gpus / whole) {
      return Optional.empty();
    }
    if (gpus % whole > 0) {
      var rest = most(gpus % whole, free, chosen);
      if (rest.isEmpty()) {
        return Optional.empty();
      }
      chosen.add(rest.get());
    }
    return Optional.of(chosen.toArray(String[]::new));
  }

  private static Optional<String> fewest(long gpus, Map<String, Long> free) {
    Optional<String> best = Optional.empty();
    long fewest = Long.MAX_VALUE;
    for (var node : free.entrySet()) {
      if (node.getValue() >= gpus && node.getValue() < fewest) {
        best = Optional.of(node.getKey());
        fewest = node.getValue();
      }
    }
    return best;
  }

  private static Optional<String> most(long gpus, Map<String, Long> free, List<String> taken) {
    Optional<String> best = Optional.empty();
    long most = gpus - 1;
    for (var node : free.entrySet()) {
      if (node.getValue() > most && !taken.contains(node.getKey())) {
        best = Optional.of(node.getKey());
        most = node.getValue();
      }
    }
    return best;
  }

  private static Action admit(Gang gang, List<Placement> witness) {
    var admission = new Admission(Cluster.LOCAL, 1, false, witness);
    var next = gang.status().withAdmission(admission).withPhase(Phase.RESUMING);
    return new Action.Admit(gang.id(), admission, next);
  }
}
