package dev.muster.scaler.decide;

import dev.muster.scaler.model.Offer;
import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.PodSet;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One fresh machine of each offer, as gangs see it. */
final class Market {
  private final SortedMap<String, Offer> offers = new TreeMap<>();
  private final Ground ground = new Ground();
  private final PersistentMap<Node> machines;

  /** As they are sold. */
  Market(Collection<Offer> offers) {
    var nodes = PersistentMap.<Node>empty();
    for (var offer : offers) {
      if (this.offers.put(offer.group(), offer) != null) {
        throw new IllegalArgumentException("two offers of " + offer.group());
      }
      nodes = nodes.with(offer.group(), named(offer.group(), offer.machine()));
    }
    this.machines = nodes;
  }

  private static Node named(String name, Node machine) {
    return new Node(
        name,
        machine.labels(),
        machine.taints(),
        machine.ready(),
        machine.cordoned(),
        machine.allocatable(),
        machine.used());
  }

  /** The same with one more label on each machine. */
  Market labelled(String label) {
    return new Market(
        offers.values().stream()
            .map(offer -> offer.withMachine(labelled(offer.machine(), label)))
            .toList());
  }

  /** The node with the gang's own label. */
  static Node labelled(Node node, String label) {
    var labels = new TreeMap<>(node.labels());
    labels.put(label, label);
    return new Node(
        node.name(),
        labels,
        node.taints(),
        node.ready(),
        node.cordoned(),
        node.allocatable(),
        node.used(),
        node.unsettled(),
        node.quarantine());
  }

  GangShape shape(List<PodSet> podSets) {
    return ground.shapes().acquire(podSets);
  }

  Draft draft() {
    ground.refresh(machines);
    return ground.now();
  }

  Collection<Offer> offers() {
    return offers.values();
  }

  boolean sells(String group) {
    return offers.containsKey(group);
  }

  /** The offer of this group, which must be there. */
  Offer offer(String group) {
    var offer = offers.get(group);
    if (offer == null) {
      throw new IllegalArgumentException("no offer of " + group);
    }
    return offer;
  }

  /** The {@code index}-th machine that is bought of the group, as the node that it will be. */
  Node machine(String group, String purchase, int index) {
    return named("~" + group + "~" + purchase + "~" + index, offer(group).machine());
  }
}
