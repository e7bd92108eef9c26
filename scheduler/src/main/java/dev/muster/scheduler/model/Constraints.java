package dev.muster.scheduler.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the pods of a PodSet may run: {@code nodeSelector} (all must match), {@code terms} (one of
 * them must match, each of its requirements; empty = no required affinity) and {@code tolerations}.
 */
public record Constraints(
    SortedMap<String, String> nodeSelector,
    List<List<Requirement>> terms,
    List<Toleration> tolerations) {
  public static final Constraints NONE =
      new Constraints(Collections.emptySortedMap(), List.of(), List.of());

  public Constraints {
    nodeSelector =
        nodeSelector.isEmpty() // as most are, of a hundred thousand
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(nodeSelector));
    var copies = new ArrayList<List<Requirement>>();
    terms.forEach(term -> copies.add(List.copyOf(term)));
    terms = List.copyOf(copies);
    tolerations = List.copyOf(tolerations);
  }

  /** Why a node is out of question for these pods. */
  public enum Exclusion {
    NOT_READY,
    CORDONED,
    QUARANTINED,
    TAINT,
    SELECTOR,
    AFFINITY,
    /** See {@link Node#unsettled}. */
    UNSETTLED
  }

  /** Whether the selector matches a node's labels. */
  public boolean selects(Map<String, String> labels) {
    for (var wanted : nodeSelector.entrySet()) {
      if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /** Whether required node affinity allows the node. An empty term matches nothing, as upstream. */
  public boolean affinityAllows(Map<String, String> labels, String nodeName) {
    if (terms.isEmpty()) {
      return true;
    }
    for (var term : terms) {
      if (!term.isEmpty() && term.stream().allMatch(r -> r.matches(labels, nodeName))) {
        return true;
      }
    }
    return false;
  }

  /** Whether every taint that keeps pods away is tolerated. */
  public boolean tolerates(List<Taint> taints) {
    for (var taint : taints) {
      if (taint.effect() != Taint.Effect.PREFER_NO_SCHEDULE
          && tolerations.stream().noneMatch(t -> t.tolerates(taint))) {
        return false;
      }
    }
    return true;
  }
}
