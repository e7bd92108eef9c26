package dev.muster.scheduler.decide.draft;

import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Resources;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Nodes that are the same to every live shape: equal traits, equal free amounts. Equality is that
 * of the two; the members are what the draft puts there.
 */
public final class NodeClass {
  static final NodeClass NONE =
      new NodeClass(
          new Traits(
              -1,
              new Node(
                  "", new TreeMap<>(), List.of(), false, false, Resources.NONE, Resources.NONE)),
          new long[0],
          -1);

  private final Traits traits;
  private final long[] free;
  private final int hash;
  private final long serial;
  private final TreeSet<Host> hosts =
      new TreeSet<>((one, other) -> Integer.compare(one.rank(), other.rank()));

  NodeClass(Traits traits, long[] free, long serial) {
    this.traits = traits;
    this.free = free;
    this.serial = serial;
    this.hash = 31 * Arrays.hashCode(free) + traits.id();
  }

  public Traits traits() {
    return traits;
  }

  /** What each of its nodes has free in {@code dimension}; can be negative. */
  public long free(int dimension) {
    return free[dimension];
  }

  /** How many nodes it has now. */
  public int size() {
    return hosts.size();
  }

  /** Its nodes in order of names. */
  public SortedSet<Host> hosts() {
    return Collections.unmodifiableSortedSet(hosts);
  }

  public boolean allows(PodShape pod) {
    return pod.allowedOn(traits);
  }

  /** How many such pods one of its nodes takes now. */
  public long slots(PodShape pod) {
    if (!pod.allowedOn(traits)) {
      return 0;
    }
    long slots = Long.MAX_VALUE;
    for (int i = 0; i < pod.size(); i++) {
      long left = free[pod.dimension(i)];
      if (left < pod.amount(i)) {
        return 0;
      }
      slots = Math.min(slots, left / pod.amount(i));
    }
    return slots;
  }

  /** How many such pods one of its nodes takes beside one pod of shape {@code first}. */
  public long slotsBeside(PodShape pod, PodShape first) {
    if (!pod.allowedOn(traits)) {
      return 0;
    }
    long slots = Long.MAX_VALUE;
    for (int i = 0; i < pod.size(); i++) {
      int dimension = pod.dimension(i);
      long left = free[dimension] - first.in(dimension);
      if (left < pod.amount(i)) {
        return 0;
      }
      slots = Math.min(slots, left / pod.amount(i));
    }
    return slots;
  }

  long serial() {
    return serial;
  }

  long[] freeWithout(PodShape pod, long pods) {
    var rest = free.clone();
    for (int i = 0; i < pod.size(); i++) {
      rest[pod.dimension(i)] -= Math.multiplyExact(pod.amount(i), pods);
    }
    return rest;
  }

  /** The same amounts, free to whom other traits are open. */
  NodeClass withTraits(Traits others, long newSerial) {
    return new NodeClass(others, free, newSerial);
  }

  /** Whether some amount is greater here than there, or pods are let in that are not there. */
  boolean offersMoreThan(NodeClass other) {
    if (traits != other.traits) {
      return true;
    }
    for (int i = 0; i < free.length; i++) {
      if (free[i] > other.free[i]) {
        return true;
      }
    }
    return false;
  }

  void enter(Host host) {
    hosts.add(host);
  }

  void leave(Host host) {
    hosts.remove(host);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeClass that
        && traits == that.traits
        && Arrays.equals(free, that.free);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(free) + " x " + hosts.stream().map(Host::name).toList();
  }
}
