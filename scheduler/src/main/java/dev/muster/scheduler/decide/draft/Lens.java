package dev.muster.scheduler.decide.draft;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Requirement;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What live shapes look at: resources by name, labels by key. Nodes that differ elsewhere are the
 * same to every decision and fall into one class. A lens that sees too much makes finer classes,
 * never another plan.
 */
final class Lens {
  /**
   * All that {@link Node#exclusion} reads of a node, for the shapes at hand: {@code labels} are the
   * values of the label keys in order, {@code name} is empty unless some shape asks for it.
   */
  private record Seen(
      boolean ready,
      boolean cordoned,
      boolean unsettled,
      boolean quarantined,
      List<Taint> taints,
      List<Optional<String>> labels,
      String name) {}

  private final String[] resources;
  private final List<String> labelKeys;
  private final boolean names;
  private final Map<Seen, Traits> traits = new HashMap<>();

  private Lens(String[] resources, List<String> labelKeys, boolean names) {
    this.resources = resources;
    this.labelKeys = labelKeys;
    this.names = names;
  }

  static Lens of(List<PodShape> pods) {
    var resources = new TreeSet<String>();
    var keys = new TreeSet<String>();
    resources.add(Resources.PODS);
    for (var pod : pods) {
      resources.addAll(pod.footprint().asMap().keySet());
      keys.addAll(keys(pod.constraints()));
    }
    return new Lens(
        resources.toArray(String[]::new), List.copyOf(keys), keys.contains(Requirement.NODE_NAME));
  }

  private static TreeSet<String> keys(Constraints constraints) {
    var keys = new TreeSet<>(constraints.nodeSelector().keySet());
    constraints.terms().forEach(term -> term.forEach(r -> keys.add(r.key())));
    return keys;
  }

  boolean covers(PodShape pod) {
    var footprint = pod.footprint();
    for (int i = 0; i < footprint.size(); i++) {
      if (dimension(footprint.name(i)) < 0) {
        return false;
      }
    }
    return labelKeys.containsAll(keys(pod.constraints()));
  }

  int dimensions() {
    return resources.length;
  }

  String resource(int dimension) {
    return resources[dimension];
  }

  /** The place of a resource in every vector, in order of names; negative if it is not seen. */
  int dimension(String resource) {
    return Arrays.binarySearch(resources, resource);
  }

  long[] vector(Resources amounts) {
    var vector = new long[resources.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = amounts.get(resources[i]);
    }
    return vector;
  }

  long[] difference(Resources amounts, Resources less) {
    var vector = vector(amounts);
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Math.subtractExact(vector[i], less.get(resources[i]));
    }
    return vector;
  }

  Traits traits(Node node) {
    var seen =
        new Seen(
            node.ready(),
            node.cordoned(),
            node.unsettled(),
            node.quarantine().closes(),
            node.taints().stream()
                .filter(taint -> taint.effect() != Taint.Effect.PREFER_NO_SCHEDULE)
                .collect(Collectors.toList()),
            labelKeys.stream().map(key -> Optional.ofNullable(node.labels().get(key))).toList(),
            names ? node.name() : "");
    return traits.computeIfAbsent(seen, key -> new Traits(traits.size(), node));
  }

  /** How many kinds of nodes were ever seen through this lens. */
  int kinds() {
    return traits.size();
  }
}
