package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.model.Resources;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What Muster needs to know of a pod.
 *
 * @param nodeName empty while it is not bound
 * @param phase Kubernetes' word; {@code Pending} while it has none
 * @param terminating whether its deletion was asked for
 * @param gates names of its scheduling gates
 * @param footprint what it takes of its node, the pod slot included
 * @param exitCodes non-zero codes of app containers that ended
 * @param created epoch milliseconds
 * @param run how its containers fared
 */
public record PodView(
    String uid,
    String namespace,
    String name,
    String nodeName,
    String phase,
    boolean terminating,
    List<String> gates,
    SortedMap<String, String> labels,
    Resources footprint,
    List<Integer> exitCodes,
    long created,
    PodRun run) {
  public PodView {
    gates = List.copyOf(gates);
    labels =
        labels.isEmpty() // as most are, of a hundred thousand
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    exitCodes = List.copyOf(exitCodes);
  }
}
