package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.PodView;
import dev.muster.scheduler.model.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the mirror keeps of a pod.
 *
 * @param pinned the one node that its required affinity names; empty if none
 * @param gated what is needed to lift our gate; null if it has none
 */
public record PodEntry(
    PodView view, String version, String node, String pinned, @Nullable Gated gated) {

  /** The affinity and the gates of a pod that is held by our gate, as they stand in it. */
  public record Gated(Map<?, ?> affinity, List<String> otherGates) {}

  /** More than any node has, and little enough that sums of pods stay in range. */
  private static final long MOST = 1L << 46;

  static PodEntry of(PodView view, Meta meta, Map<String, @Nullable Object> object) {
    var spec = Meta.map(object.get("spec"));
    var gates =
        Meta.list(spec.get("schedulingGates")).stream()
            .map(gate -> Meta.text(Meta.map(gate).get("name")))
            .toList();
    var gated =
        gates.contains(Labels.GATE)
            ? new Gated(
                Meta.map(spec.get("affinity")),
                gates.stream().filter(name -> !name.equals(Labels.GATE)).toList())
            : null;
    var pinned = pinned(Meta.map(spec.get("affinity")));
    return new PodEntry(view, meta.version(), view.nodeName(), pinned, gated);
  }

  /** Whether it takes room of its node: bound, and its containers not all ended. */
  boolean takesRoom() {
    return !node.isEmpty() && !succeeded() && !failed();
  }

  /**
   * Whether it should have been held at its creation, was not, and can land on any node that it
   * fits. One that others hold still cannot; nor can one that is on its way out.
   */
  boolean isStray() {
    return node.isEmpty()
        && pinned.isEmpty()
        && view.labels().containsKey(Labels.PLACE)
        && view.gates().isEmpty()
        && !view.terminating()
        && !succeeded()
        && !failed();
  }

  public boolean succeeded() {
    return view.phase().equals("Succeeded");
  }

  public boolean failed() {
    return view.phase().equals("Failed");
  }

  /** What it takes, cut to amounts that can be summed up. */
  Resources footprint() {
    var cut = new TreeMap<String, Long>();
    view.footprint()
        .asMap()
        .forEach((name, amount) -> cut.put(name, Math.min(Math.max(amount, 0), MOST)));
    return Resources.of(cut);
  }

  /** The node that every required term names, as the placer writes it. */
  private static String pinned(Map<?, ?> affinity) {
    var required =
        Meta.map(
            Meta.map(affinity.get("nodeAffinity"))
                .get("requiredDuringSchedulingIgnoredDuringExecution"));
    for (var term : Meta.list(required.get("nodeSelectorTerms"))) {
      for (var field : Meta.list(Meta.map(term).get("matchFields"))) {
        var values = Meta.list(Meta.map(field).get("values"));
        if (Meta.text(Meta.map(field).get("key")).equals("metadata.name") && values.size() == 1) {
          return Meta.text(values.getFirst());
        }
      }
    }
    return "";
  }
}
