package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Resources;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is taken on each node: by pods that are bound there, whoever owns them, and by promises to
 * admitted gangs whose pods are still to come; and which nodes pods may land on that nobody sends.
 * Each change costs the nodes that it touches.
 */
final class Occupancy {
  /** The node as its object says it is, in this version. */
  record Base(String name, Node node, String uid, String version) {}

  private final Map<String, Base> nodes = new HashMap<>();
  private final Map<String, String> byName = new HashMap<>();
  private final Map<String, Resources> bound = new HashMap<>();
  private final Map<String, Resources> promised = new HashMap<>();
  private final Map<String, SortedMap<String, Resources>> promises = new HashMap<>();
  private final Map<String, Resources> sent = new HashMap<>();
  private final Map<String, SortedMap<String, Resources>> sentOf = new HashMap<>();
  private final Map<String, Resources> leaving = new HashMap<>();
  private final Map<String, SortedMap<String, Resources>> leavingOf = new HashMap<>();
  private final Map<String, Set<String>> barred = new TreeMap<>();
  private final Map<String, NodeQuarantine> assumed = new HashMap<>();
  private final TreeSet<String> touched = new TreeSet<>();
  private final Strays strays;
  private final LongSupplier clock;
  private PersistentMap<Node> view = PersistentMap.empty();

  /** {@code clock}: steady milliseconds. */
  Occupancy(LongSupplier clock) {
    this.clock = clock;
    this.strays = new Strays(clock);
  }

  /** A node is there, or changed. */
  void node(String uid, String version, Node node) {
    var before = nodes.put(uid, new Base(node.name(), node, uid, version));
    if (before != null && !before.name().equals(node.name())) {
      touched.add(before.name());
    }
    if (before == null || !before.node().equals(node)) {
      byName.put(node.name(), uid);
      touched.add(node.name());
    }
  }

  /** A node is gone; says which. */
  Optional<String> removeNode(String uid) {
    var gone = nodes.remove(uid);
    if (gone == null || !byName.remove(gone.name(), uid)) {
      return Optional.empty();
    }
    touched.add(gone.name());
    return Optional.of(gone.name());
  }

  /** The node of this name as it is stored. */
  Optional<Base> stored(String name) {
    return Optional.ofNullable(byName.get(name)).map(nodes::get);
  }

  /** The node's quarantine is this, whatever is stored; null: what is stored. */
  void assume(String name, @Nullable NodeQuarantine quarantine) {
    if (quarantine == null) {
      assumed.remove(name);
    } else {
      assumed.put(name, quarantine);
    }
    touched.add(name);
  }

  /** A pod takes room of a node. */
  void bind(String node, Resources footprint) {
    change(bound, node, footprint, Resources.NONE);
  }

  /** A pod gives its room back. */
  void release(String node, Resources footprint) {
    change(bound, node, Resources.NONE, footprint);
  }

  /** All that is promised to a gang now, by node; replaces what was. */
  void promise(String gang, SortedMap<String, Resources> places) {
    replace(promises, promised, gang, places);
  }

  /**
   * What of that has been sent to its node, or is being sent, and is not bound there yet; replaces
   * what was.
   */
  void send(String gang, SortedMap<String, Resources> places) {
    replace(sentOf, sent, gang, places);
  }

  /**
   * What is promised to nobody any more, but free only for who is written into the ledger; replaces
   * what was.
   */
  void leave(String gang, SortedMap<String, Resources> places) {
    replace(leavingOf, leaving, gang, places);
  }

  /**
   * The same of a gang that is not known, so nobody can tell how much that is: these nodes give
   * nothing but to who is written into the ledger; replaces what was.
   */
  void bar(String gang, Set<String> nodes) {
    if (nodes.isEmpty()) {
      barred.remove(gang);
    } else {
      barred.put(gang, nodes);
    }
  }

  /** Nothing is promised to this gang any more, and nothing of it is on its way. */
  void forget(String gang) {
    promise(gang, new TreeMap<>());
    leave(gang, new TreeMap<>());
    send(gang, new TreeMap<>());
    strays(gang, new TreeMap<>());
  }

  private void replace(
      Map<String, SortedMap<String, Resources>> all,
      Map<String, Resources> sums,
      String gang,
      SortedMap<String, Resources> places) {
    var before = all.getOrDefault(gang, new TreeMap<>());
    if (before.equals(places)) {
      return;
    }
    before.forEach((node, room) -> change(sums, node, Resources.NONE, room));
    places.forEach((node, room) -> change(sums, node, room, Resources.NONE));
    if (places.isEmpty()) {
      all.remove(gang);
    } else {
      all.put(gang, new TreeMap<>(places));
    }
  }

  /** All pods of a gang that were not held though they should have been; replaces what was. */
  void strays(String gang, SortedMap<String, Strays.Shape> pods) {
    if (strays.put(gang, pods)) {
      touchAll();
    }
  }

  /** When the nodes change by time alone; never, if {@link Long#MAX_VALUE}. */
  long changesAt() {
    return strays.changesAt();
  }

  private void touchAll() {
    touched.addAll(byName.keySet());
    strays.lookAtAll();
  }

  /** The nodes as of now; shares all that did not change with the map returned before. */
  PersistentMap<Node> view() {
    if (clock.getAsLong() >= strays.changesAt()) {
      touchAll();
    }
    for (var name : touched) {
      var uid = byName.get(name);
      var base = uid == null ? null : nodes.get(uid);
      boolean unsettled = unsettled(name, base);
      if (base == null) {
        view = view.without(name);
        continue;
      }
      var quarantine = assumed.getOrDefault(name, base.node().quarantine());
      var node =
          base.node().withUsed(used(name)).withUnsettled(unsettled).withQuarantine(quarantine);
      if (!view.get(name).equals(Optional.of(node))) {
        view = view.with(name, node);
      }
    }
    touched.clear();
    return view;
  }

  private boolean unsettled(String name, @Nullable Base base) {
    return !strays.isEmpty()
        && strays.unsettle(
            name, base == null ? null : base.node(), bound.getOrDefault(name, Resources.NONE));
  }

  /** Where pods can be sent now; as of the last {@link #view}. */
  Rooms rooms() {
    var closed = new TreeSet<String>();
    barred.values().forEach(closed::addAll);
    return new Rooms(view, bound, sent, leaving, closed);
  }

  private Resources used(String name) {
    return bound
        .getOrDefault(name, Resources.NONE)
        .plus(promised.getOrDefault(name, Resources.NONE));
  }

  private void change(Map<String, Resources> sums, String node, Resources more, Resources less) {
    var sum = sums.getOrDefault(node, Resources.NONE).plus(more).minus(less);
    if (sum.isEmpty()) {
      sums.remove(node);
    } else {
      sums.put(node, sum);
    }
    touched.add(node);
  }
}
