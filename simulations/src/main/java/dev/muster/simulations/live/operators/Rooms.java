package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Eligibility;
import dev.muster.simulations.live.objects.Machine;
import dev.muster.simulations.live.objects.PodRequests;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which nodes there are and what is left on each, kept up to date pod by pod: every bound pod that
 * has not ended takes its requests, whoever made it.
 */
final class Rooms {
  /** What one pod asks of a node. */
  record Ask(Amounts amounts, Amounts scored, Eligibility eligibility) {
    static Ask of(Object pod) {
      var spec = Trees.map(pod, "spec");
      Amounts amounts = PodRequests.of(spec);
      return new Ask(amounts, scored(amounts), Eligibility.of(spec));
    }

    /** For the score alone, a pod that asks for nothing counts a little. */
    private static Amounts scored(Amounts amounts) {
      return amounts
          .with("cpu", amounts.get("cpu") == 0 ? 100 : amounts.get("cpu"))
          .with("memory", amounts.get("memory") == 0 ? 200L << 20 : amounts.get("memory"));
    }
  }

  private record Guest(String node, Ask ask) {}

  private final SortedMap<String, Machine> machines = new TreeMap<>();
  private final SortedMap<String, Amounts> used = new TreeMap<>();
  private final SortedMap<String, Amounts> free = new TreeMap<>();
  private final SortedMap<String, Amounts> scored = new TreeMap<>();
  private final SortedMap<String, Guest> guests = new TreeMap<>();
  private final SortedMap<String, String> expected = new TreeMap<>();
  private final SortedSet<String> eased = new TreeSet<>();

  void putNode(Object node) {
    Machine machine = Machine.of(node);
    if (!machine.equals(machines.put(machine.name(), machine))) {
      free.remove(machine.name());
      eased.add(machine.name());
    }
  }

  void removeNode(String name) {
    free.remove(name);
    machines.remove(name);
  }

  /** Takes over the present state of a pod; one that is gone comes with {@code exists} false. */
  void putPod(Object pod, boolean exists) {
    String uid = Trees.uid(pod);
    if (!exists || Pods.bound(pod) || Pods.ended(pod)) {
      expected.remove(uid);
    }
    boolean stays = exists && !Pods.ended(pod);
    String node =
        Pods.bound(pod) ? Trees.text(pod, "spec", "nodeName") : expected.getOrDefault(uid, "");
    Guest guest = guests.get(uid);
    if (guest != null && !(stays && guest.node().equals(node))) {
      leave(uid, guest);
      guest = null;
    }
    if (guest == null && stays && !node.isEmpty()) {
      enter(uid, node, Ask.of(pod));
    }
  }

  private void enter(String uid, String node, Ask ask) {
    guests.put(uid, new Guest(node, ask));
    free.remove(node);
    add(used, node, ask.amounts());
    add(scored, node, ask.scored());
  }

  private void leave(String uid, Guest guest) {
    guests.remove(uid);
    free.remove(guest.node());
    add(used, guest.node(), Amounts.NONE.minus(guest.ask().amounts()));
    add(scored, guest.node(), Amounts.NONE.minus(guest.ask().scored()));
    eased.add(guest.node());
  }

  /** The pod is being bound to this node: its room there is taken from now on. */
  void expect(Object pod, String node) {
    expected.put(Trees.uid(pod), node);
    putPod(pod, true);
  }

  /** Whether the pod is being bound. */
  boolean expects(String uid) {
    return expected.containsKey(uid);
  }

  /** If the pod was being bound, it is no more, and has no room. */
  void release(String uid) {
    Guest guest = guests.get(uid);
    if (expected.remove(uid) != null && guest != null) {
      leave(uid, guest);
    }
  }

  private static void add(SortedMap<String, Amounts> sums, String node, Amounts change) {
    sums.merge(node, change, Amounts::plus);
  }

  /** The nodes that may take more than when this was last asked. */
  List<String> takeEased() {
    var result = List.copyOf(eased);
    eased.clear();
    return result;
  }

  /** What is left on a machine, worked out once a change. */
  private Amounts free(Machine machine) {
    return free.computeIfAbsent(
        machine.name(), name -> machine.allocatable().minus(used.getOrDefault(name, Amounts.NONE)));
  }

  /** Why the pod cannot go to this node now, a reason each; empty if it can. */
  List<String> refusals(Ask ask, String node) {
    Machine machine = machines.get(node);
    if (machine == null) {
      return List.of("node(s) are gone");
    }
    Optional<String> refusal = ask.eligibility().refusal(machine);
    if (refusal.isPresent()) {
      return List.of(refusal.get());
    }
    var reasons = new ArrayList<String>();
    ask.amounts()
        .above(
            free(machine),
            (name, amount) ->
                reasons.add(name.equals("pods") ? "Too many pods" : "Insufficient " + name));
    return reasons;
  }

  /**
   * How much a node is liked, as kube-scheduler does by default: most of it left free, and
   * processors and memory taken evenly. Per mille, twice.
   */
  long score(Ask ask, String node) {
    Machine machine = machines.get(node);
    if (machine == null) {
      return 0;
    }
    Amounts taken = scored.getOrDefault(node, Amounts.NONE).plus(ask.scored());
    long cpu = share(taken.get("cpu"), machine.allocatable().get("cpu"));
    long memory = share(taken.get("memory"), machine.allocatable().get("memory"));
    long least = (1000 - cpu + 1000 - memory) / 2;
    long balanced = 1000 - Math.abs(cpu - memory) / 2;
    return least + balanced;
  }

  private static long share(long part, long whole) {
    if (whole <= 0 || part >= whole) {
      return 1000;
    }
    return whole > Amounts.LIMIT / 1000 ? part / (whole / 1000) : part * 1000 / whole;
  }

  /** Names of all nodes, in order. */
  List<String> nodes() {
    return List.copyOf(machines.keySet());
  }
}
