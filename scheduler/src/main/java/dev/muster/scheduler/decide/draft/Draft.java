package dev.muster.scheduler.decide.draft;

import dev.muster.scheduler.model.Constraints.Exclusion;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.PersistentMap.Change;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is free on the nodes while a plan is being made: the one mutable thing of a decision. It
 * leaves a call only inside the memo.
 *
 * <p>Goals: a question about all nodes costs the number of different nodes; a change costs the
 * logarithm of that; a try-out leaves no trace.
 *
 * <p>Algorithm: nodes of equal traits and equal free amounts form a {@link NodeClass}, found by
 * hashing. Classes are kept in order of each resource that some question was led by, so that a
 * question skips all classes that have too little of its scarcest resource. Charges go to a log;
 * {@link #undo} takes them back to a {@link #mark}, version included. What stays charged at the end
 * of a plan is forgotten by the next {@link #refresh}, which takes each such node from the snapshot
 * again.
 *
 * <p>Complexity: a charge is O(log n) plus, for a new class, O(log classes) per ordered resource.
 */
public final class Draft {
  /** Keeps the sums of a hundred thousand nodes in range; no machine has more of anything. */
  private static final long MOST_COUNTED = 1L << 46;

  private record Charge(Host host, NodeClass before, long version) {}

  private final Lens lens;
  private final Function<Node, long[]> free;
  private final TreeMap<String, Host> hosts = new TreeMap<>();
  private final Map<NodeClass, NodeClass> classes = new HashMap<>();
  private final SortedMap<Integer, TreeSet<NodeClass>> byFree = new TreeMap<>();
  private final List<Charge> charges = new ArrayList<>();
  private LinkedHashSet<NodeClass> grown = new LinkedHashSet<>();
  private final TreeSet<String> closed = new TreeSet<>();
  private final long[] capacity;
  private final TreeSet<NodeClass> all;
  private long stamps;
  private long version;

  Draft(Lens lens, Function<Node, long[]> free) {
    this.lens = lens;
    this.free = free;
    this.capacity = new long[lens.dimensions()];
    int pods = lens.dimension(Resources.PODS);
    this.all = inOrder(pods);
    byFree.put(pods, all);
  }

  /** Two equal versions of one draft are the same state. */
  public long version() {
    return version;
  }

  public int mark() {
    return charges.size();
  }

  /** Takes {@code pods} pods' amounts off a node; to be taken back by {@link #undo}. */
  public void charge(Host host, PodShape pod, long pods) {
    charges.add(new Charge(host, host.kind(), version));
    move(host, kind(host.kind().traits(), host.kind().freeWithout(pod, pods)));
  }

  /**
   * Opens the quarantined nodes, as they are charged, to those whom nothing else keeps away; to be
   * taken back by {@link #undo}.
   */
  public void openQuarantined() {
    for (var name : closed) {
      var host = host(name);
      charges.add(new Charge(host, host.kind(), version));
      var open = lens.traits(host.node().withQuarantine(NodeQuarantine.NONE));
      move(host, host.kind().withTraits(open, ++stamps));
    }
  }

  /** Why this node is quarantined, if it is. */
  public NodeQuarantine quarantine(String name) {
    return host(name).node().quarantine();
  }

  /** The quarantined nodes, by name. */
  public SortedSet<String> closed() {
    return new TreeSet<>(closed);
  }

  /** Takes back all charges since {@code mark}: the draft is in the state that it was in then. */
  public void undo(int mark) {
    while (charges.size() > mark) {
      var last = charges.removeLast();
      move(last.host(), last.before());
      version = last.version();
    }
  }

  /** The node of that name, which must be there. */
  public Host host(String name) {
    var host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no node " + name);
    }
    return host;
  }

  /** All classes that have enough of the pod's scarcest resource, those with least of it first. */
  public SortedSet<NodeClass> candidates(PodShape pod) {
    int lead = lead(pod);
    var least = new long[capacity.length];
    least[lead] = pod.in(lead);
    return Collections.unmodifiableSortedSet(
        ordered(lead).tailSet(new NodeClass(NodeClass.NONE.traits(), least, -1)));
  }

  /** All classes, in an order of no meaning. */
  public SortedSet<NodeClass> classes() {
    return Collections.unmodifiableSortedSet(all);
  }

  /**
   * The dimension in which a pod takes the greatest part of what all nodes have; the first in order
   * of names if there are several.
   */
  public int lead(PodShape pod) {
    int lead = 0;
    for (int i = 1; i < pod.size(); i++) {
      if (Fractions.compare(
              pod.amount(i),
              capacity[pod.dimension(i)],
              pod.amount(lead),
              capacity[pod.dimension(lead)])
          > 0) {
        lead = i;
      }
    }
    return pod.dimension(lead);
  }

  /** What all nodes have of a dimension's resource, used or not. */
  public long capacity(int dimension) {
    return capacity[dimension];
  }

  /** How many resources are looked at. */
  public int dimensions() {
    return capacity.length;
  }

  public String resource(int dimension) {
    return lens.resource(dimension);
  }

  /** How many nodes are closed to such pods for what reason, however much is free there. */
  public Map<Exclusion, Integer> exclusions(PodShape pod) {
    var counts = new EnumMap<Exclusion, Integer>(Exclusion.class);
    for (var kind : classes()) {
      kind.traits().exclusion(pod).ifPresent(why -> counts.merge(why, kind.size(), Integer::sum));
    }
    return counts;
  }

  /** The classes of the nodes that offer more since the last refresh than just before it. */
  List<NodeClass> grown() {
    return List.copyOf(grown);
  }

  /** Forgets all charges and follows the nodes' changes. */
  void refresh(List<Change<Node>> changes) {
    grown = new LinkedHashSet<>(); // clearing one costs what it once held
    var moved = new LinkedHashSet<Host>();
    charges.forEach(charge -> moved.add(charge.host()));
    charges.clear();
    boolean newNames = false;
    for (var change : changes) {
      boolean alike = Ground.isOnlyOfUse(change);
      if (!alike) {
        recount(change);
      }
      newNames |= change.before().isEmpty();
      Optional<Host> host = change.after().map(node -> take(node, alike));
      host.ifPresentOrElse(moved::add, () -> moved.remove(drop(change.key())));
    }
    if (newNames) {
      rank();
    }
    moved.forEach(this::settle);
  }

  private Host take(Node node, boolean alike) {
    var host = hosts.computeIfAbsent(node.name(), name -> new Host(node));
    host.become(node, alike ? host.traits() : lens.traits(node));
    if (node.quarantine().closes()) {
      closed.add(node.name());
    } else {
      closed.remove(node.name());
    }
    return host;
  }

  private Host drop(String name) {
    var host = host(name);
    hosts.remove(name);
    closed.remove(name);
    leave(host);
    version = ++stamps;
    return host;
  }

  private void rank() {
    int rank = 0;
    for (var host : hosts.values()) {
      host.rank(rank++);
    }
  }

  private void settle(Host host) {
    var before = host.kind();
    move(host, kind(host.traits(), free.apply(host.node())));
    if (before == NodeClass.NONE || host.kind().offersMoreThan(before)) {
      grown.add(host.kind());
    }
  }

  private void recount(Change<Node> change) {
    change.before().ifPresent(node -> count(node.allocatable(), -1));
    change.after().ifPresent(node -> count(node.allocatable(), 1));
  }

  private void count(Resources allocatable, int sign) {
    for (int i = 0; i < capacity.length; i++) {
      long amount = allocatable.get(lens.resource(i));
      capacity[i] += sign * Math.clamp(amount, 0, MOST_COUNTED);
    }
  }

  private void move(Host host, NodeClass wanted) {
    if (wanted.equals(host.kind())) {
      return;
    }
    leave(host);
    var kind = classes.computeIfAbsent(wanted, this::open);
    kind.enter(host);
    host.kind(kind);
    version = ++stamps;
  }

  private NodeClass open(NodeClass kind) {
    byFree.values().forEach(order -> order.add(kind));
    return kind;
  }

  private void leave(Host host) {
    var kind = host.kind();
    kind.leave(host);
    if (kind.size() == 0 && classes.remove(kind) != null) {
      byFree.values().forEach(order -> order.remove(kind));
    }
  }

  private NodeClass kind(Traits traits, long[] amounts) {
    return new NodeClass(traits, amounts, ++stamps);
  }

  private NavigableSet<NodeClass> ordered(int dimension) {
    return byFree.computeIfAbsent(
        dimension,
        key -> {
          var order = inOrder(key);
          order.addAll(all);
          return order;
        });
  }

  private static TreeSet<NodeClass> inOrder(int dimension) {
    return new TreeSet<>((one, other) -> {
      int order = Long.compare(one.free(dimension), other.free(dimension));
      return order != 0 ? order : Long.compare(one.serial(), other.serial());
    });
  }
}
