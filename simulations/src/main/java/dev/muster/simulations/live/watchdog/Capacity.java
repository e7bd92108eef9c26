package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Machine;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.watchdog.Findings.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is taken and promised of each node. No write may raise that above what the node has (a node
 * that shrinks under what is on it is nobody's fault, but gets nothing more).
 */
final class Capacity {
  private record Dated(long time, String node, Amounts amounts) {}

  /** On nodes that are out of use, whatever it says. */
  private static final String QUARANTINE = "muster.dev/quarantine";

  private final Findings findings;
  private final SortedMap<String, Machine> machines = new TreeMap<>();
  private final SortedMap<String, Amounts> bound = new TreeMap<>();
  private final SortedMap<String, Amounts> promised = new TreeMap<>();
  private final SortedMap<String, Amounts> before = new TreeMap<>();
  private final SortedMap<String, Amounts> boundBefore = new TreeMap<>();
  private final Deque<Dated> freed = new ArrayDeque<>();
  private final News news;
  private final SortedSet<String> closed = new TreeSet<>();
  private long lastClosed = Long.MIN_VALUE;
  private final LongSupplier now;

  /**
   * {@code newsMillis}: what nodes lost, strangers took and pods that ended left open more recently
   * the scheduler need not know of.
   */
  Capacity(Findings findings, LongSupplier now, long newsMillis) {
    this.findings = findings;
    this.now = now;
    this.news = new News(now, newsMillis);
  }

  void putNode(Map<String, @Nullable Object> node) {
    Machine machine = Machine.of(node);
    boolean isClosed = Trees.map(node, "metadata", "annotations").containsKey(QUARANTINE);
    if (!isClosed) {
      closed.remove(machine.name());
    } else if (closed.add(machine.name())) {
      lastClosed = now.getAsLong();
    }
    var had = allocatable(machine.name());
    machines.put(machine.name(), machine);
    var lost = had.minus(machine.allocatable()).max(Amounts.NONE);
    if (!machine.allocatable().fitsIn(had)) {
      news.regained(machine.name());
    }
    news.lost(machine.name(), lost);
  }

  /** Whether a node was closed at this time or later. */
  boolean closedSince(long time) {
    return lastClosed >= time;
  }

  void removeNode(String name) {
    machines.remove(name);
    closed.remove(name);
  }

  void bind(String node, Amounts amounts) {
    touch(node);
    bound.merge(node, amounts, Amounts::plus);
  }

  /** The same, by somebody who asks no scheduler but the cluster's own. */
  void bindStranger(String node, Amounts amounts) {
    bind(node, amounts);
    news.taken(node, amounts);
  }

  void release(String node, Amounts amounts, long now) {
    news.left(node, amounts);
    touch(node);
    bound.merge(node, Amounts.NONE.minus(amounts), Amounts::plus);
    freed.add(new Dated(now, node, amounts));
  }

  /** Something that was nobody else's to take became free. */
  void ease(Map<String, Amounts> amounts, long now) {
    amounts.forEach((node, freedThere) -> freed.add(new Dated(now, node, freedThere)));
  }

  /** Replaces what the open promises of one gang take; {@code gang} is its UID. */
  void promise(String gang, Map<String, Amounts> old, Map<String, Amounts> fresh) {
    old.keySet().forEach(this::touch);
    fresh.keySet().forEach(this::touch);
    old.forEach((node, amounts) -> {
      if (!amounts.fitsIn(fresh.getOrDefault(node, Amounts.NONE))) {
        news.settled(node, gang);
      }
    });
    old.forEach(
        (node, amounts) -> promised.merge(node, Amounts.NONE.minus(amounts), Amounts::plus));
    fresh.forEach((node, amounts) -> promised.merge(node, amounts, Amounts::plus));
  }

  /**
   * A pod of this gang ended, which is all that happened since the last check. Where more is taken
   * and promised now than before, a place is to be kept again that the pod did not take.
   */
  void ended(String gang) {
    before.forEach(
        (node, taken) -> news.reopened(node, total(node).minus(taken).max(Amounts.NONE), gang));
  }

  private void touch(String node) {
    before.computeIfAbsent(node, this::total);
    boundBefore.computeIfAbsent(node, name -> bound.getOrDefault(name, Amounts.NONE));
  }

  /** What is taken and promised of each node. */
  SortedMap<String, Amounts> totals() {
    var totals = new TreeMap<String, Amounts>();
    machines.keySet().forEach(node -> totals.put(node, total(node)));
    return totals;
  }

  private Amounts total(String node) {
    return bound.getOrDefault(node, Amounts.NONE).plus(promised.getOrDefault(node, Amounts.NONE));
  }

  /**
   * Looks at the nodes touched since the last check; {@code cause} says by what, {@code foreign}
   * whether by nobody's decision, as by a pod of no gang: such a pod may take what was promised,
   * but not more than there is.
   */
  void check(String cause, boolean foreign) {
    for (var entry : before.entrySet()) {
      String node = entry.getKey();
      findings.check();
      Amounts total = total(node);
      Amounts has = machines.containsKey(node) ? allocatable(node) : Amounts.NONE;
      if (!raisedBeyond(entry.getValue(), total, has)) {
        continue;
      }
      boolean excused =
          foreign
              ? !raisedBeyond(boundBefore(node), bound.getOrDefault(node, Amounts.NONE), has)
              : total.minus(news.of(node)).fitsIn(has);
      if (excused) {
        findings.outside();
      } else {
        findings.violation(Rule.OVERCOMMIT, excess(cause, node, total, has));
      }
    }
    before.clear();
    boundBefore.clear();
  }

  private Amounts boundBefore(String node) {
    return boundBefore.getOrDefault(node, Amounts.NONE);
  }

  /** What has too little of one resource may still get what takes none of that. */
  private static boolean raisedBeyond(Amounts before, Amounts total, Amounts has) {
    var beyond = new TreeMap<String, Long>();
    total.above(has, beyond::put);
    return beyond.keySet().stream().anyMatch(name -> total.get(name) > before.get(name));
  }

  /**
   * Looks at every node, whatever it was before. How it came to be so nobody saw: only what cannot
   * be excused is a violation.
   */
  void checkAll(String cause) {
    for (String node : machines.keySet()) {
      findings.check();
      Amounts total = total(node);
      if (!bound.getOrDefault(node, Amounts.NONE).fitsIn(allocatable(node))) {
        findings.violation(Rule.OVERCOMMIT, excess(cause, node, total, allocatable(node)));
      } else if (!total.fitsIn(allocatable(node))) {
        findings.outside(); // whoever took a promised place may have come when nobody held him
      }
    }
  }

  private static String excess(String cause, String node, Amounts total, Amounts has) {
    var parts = new ArrayList<String>();
    total.above(
        has,
        (name, amount) ->
            parts.add("%s taken and promised %d of %d".formatted(name, amount, has.get(name))));
    return "%s: node %s: %s".formatted(cause, node, String.join(", ", parts));
  }

  private Amounts allocatable(String node) {
    Machine machine = machines.get(node);
    return machine == null ? Amounts.NONE : machine.allocatable();
  }

  /**
   * The room on each node that the scheduler can have known of when it gave away {@code given}:
   * that room itself, and what is free now without what became free after {@code since} or is
   * {@code claimed} by others still.
   */
  List<FitSearch.Place> known(
      Map<String, Amounts> given, Map<String, Amounts> claimed, long since) {
    while (!freed.isEmpty() && freed.element().time() < since) {
      freed.remove();
    }
    var doubtful = new TreeMap<String, Amounts>(claimed);
    freed.forEach(entry -> doubtful.merge(entry.node(), entry.amounts(), Amounts::plus));
    var result = new ArrayList<FitSearch.Place>();
    for (Machine machine : machines.values()) {
      String node = machine.name();
      if (closed.contains(node)) {
        continue;
      }
      Amounts free =
          machine
              .allocatable()
              .minus(total(node))
              .minus(doubtful.getOrDefault(node, Amounts.NONE))
              .max(Amounts.NONE)
              .plus(given.getOrDefault(node, Amounts.NONE));
      result.add(new FitSearch.Place(machine, free));
    }
    return result;
  }
}
