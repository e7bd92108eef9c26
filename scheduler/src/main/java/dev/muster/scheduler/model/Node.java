package dev.muster.scheduler.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A machine as a decision sees it.
 *
 * @param used what is taken: all pods bound here and not confirmed gone, whoever owns them, plus
 *     the promised places of admitted pods that are not bound yet; one {@code pods} unit each
 * @param unsettled whether a pod may land here that nobody sent here: it should have been held at
 *     its creation, was not, and has no node yet. What is free here is nobody's to give away until
 *     it has one.
 */
public record Node(
    String name,
    SortedMap<String, String> labels,
    List<Taint> taints,
    boolean ready,
    boolean cordoned,
    Resources allocatable,
    Resources used,
    boolean unsettled,
    NodeQuarantine quarantine) {
  /** A node whose free room is as it seems, and that nobody has anything against. */
  public Node(
      String name,
      SortedMap<String, String> labels,
      List<Taint> taints,
      boolean ready,
      boolean cordoned,
      Resources allocatable,
      Resources used) {
    this(name, labels, taints, ready, cordoned, allocatable, used, false, NodeQuarantine.NONE);
  }

  public Node {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    taints = List.copyOf(taints);
  }

  public Node withUsed(Resources newUsed) {
    return new Node(
        name, labels, taints, ready, cordoned, allocatable, newUsed, unsettled, quarantine);
  }

  public Node withUnsettled(boolean nowUnsettled) {
    return nowUnsettled == unsettled
        ? this
        : new Node(
            name, labels, taints, ready, cordoned, allocatable, used, nowUnsettled, quarantine);
  }

  public Node withQuarantine(NodeQuarantine next) {
    return next.equals(quarantine)
        ? this
        : new Node(name, labels, taints, ready, cordoned, allocatable, used, unsettled, next);
  }

  /** Why no pod with these constraints can be promised room here; empty if one can. */
  public Optional<Constraints.Exclusion> exclusion(Constraints constraints) {
    if (!ready) {
      return Optional.of(Constraints.Exclusion.NOT_READY);
    }
    if (cordoned) {
      return Optional.of(Constraints.Exclusion.CORDONED);
    }
    if (quarantine.closes()) {
      return Optional.of(Constraints.Exclusion.QUARANTINED);
    }
    if (!constraints.tolerates(taints)) {
      return Optional.of(Constraints.Exclusion.TAINT);
    }
    if (!constraints.selects(labels)) {
      return Optional.of(Constraints.Exclusion.SELECTOR);
    }
    if (!constraints.affinityAllows(labels, name)) {
      return Optional.of(Constraints.Exclusion.AFFINITY);
    }
    return unsettled ? Optional.of(Constraints.Exclusion.UNSETTLED) : Optional.empty();
  }
}
