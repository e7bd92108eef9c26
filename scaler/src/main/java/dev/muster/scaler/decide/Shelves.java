package dev.muster.scaler.decide;

import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.ScaleRules;
import dev.muster.scaler.model.Stock;
import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Host;
import dev.muster.scheduler.decide.fit.Frontiers;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Puts together what a gang can be put on: what is there, what is idle, what is sold. */
final class Shelves {
  private static final long LISTING_PER_STEP = 4;

  private final ScaleRules rules;
  private final long now;
  private final Stock stock;
  private final Yard yard;
  private final Account account;

  Shelves(ScaleRules rules, long now, Stock stock, Yard yard, Account account) {
    this.rules = rules;
    this.now = now;
    this.stock = stock;
    this.yard = yard;
    this.account = account;
  }

  /**
   * {@code label}: the gang's own, which the market's machines have; {@code wanted}: which machines
   * are looked at; {@code limited}: whether prices alone count.
   */
  Basket basket(
      List<PodSet> podSets,
      GangShape shape,
      Market market,
      Optional<String> label,
      Predicate<Node> wanted,
      boolean limited) {
    var idle = label.map(own -> idle(own, wanted)).orElse(PersistentMap.empty());
    var there = idle.isEmpty() ? new Sight(shape, yard.draft()) : without(idle, podSets);
    var sold = new Sight(market.shape(podSets), market.draft());
    var unlabelled = there.groups();
    var machines = sold.groups();
    var need = shape.parts().stream().map(GangShape.Part::count).toList();
    var present = Present.of(need, unlabelled);
    boolean complete =
        there.complete && sold.complete && present.groups().size() == unlabelled.size();
    var spare = idle.isEmpty() ? Optional.<Sight>empty() : Optional.of(sight(idle, podSets));
    var basket =
        new Basket(present.need(), complete && spare.map(sight -> sight.complete).orElse(true));
    present.groups().forEach(group -> basket.there(group.mixtures(), group.hosts().size()));
    spare.ifPresent(sight ->
        sight
            .groups()
            .forEach(group -> basket.idle(group.mixtures(), leastFirst(group.hosts(), idle))));
    var open = open(basket, machines, market, wanted);
    var all = open.stream().flatMap(List::stream).toList();
    var weights = limited ? Weights.byPrice() : Weights.among(all, rules.delayPrice());
    for (int i = 0; i < open.size(); i++) {
      if (!open.get(i).isEmpty()) {
        basket.offers(machines.get(i).mixtures(), open.get(i), weights);
      }
    }
    if (!basket.complete()) {
      basket.floor(Fluid.floor(sold.shape, market.draft(), yard.draft(), all, weights::of));
    }
    return basket;
  }

  /** How a gang can be put on some nodes; {@code complete} if all the ways are there. */
  private final class Sight {
    private final GangShape shape;
    private final List<Frontiers.Group> groups;
    private final boolean complete;

    Sight(GangShape shape, Draft draft) {
      this.shape = shape;
      var listed = Frontiers.of(shape, draft, LISTING_PER_STEP * rules.searchBudget());
      this.complete = listed.isPresent();
      this.groups = listed.orElseGet(() -> Fillings.of(shape, draft));
    }

    List<Frontiers.Group> groups() {
      return groups;
    }
  }

  private Sight sight(PersistentMap<Node> nodes, List<PodSet> podSets) {
    var some = new Yard(nodes, rules.searchBudget());
    var shape = some.shape(podSets);
    return new Sight(shape, some.draft());
  }

  /** All that is there but the idle ones, which are told as what they are with the label. */
  private Sight without(PersistentMap<Node> idle, List<PodSet> podSets) {
    var others = yard.nodes();
    for (var node : idle.values()) {
      others = others.without(node.name());
    }
    return sight(others, podSets);
  }

  /** The idle nodes that have no such label, with it. */
  private PersistentMap<Node> idle(String label, Predicate<Node> wanted) {
    var nodes = PersistentMap.<Node>empty();
    for (var name : stock.idle()) {
      var node = yard.nodes().get(name).filter(wanted);
      if (node.isPresent() && !node.get().labels().containsKey(label)) {
        nodes = nodes.with(name, Market.labelled(node.get(), label));
      }
    }
    return nodes;
  }

  /** By GPUs, then by CPUs: what is scarce is not taken for what less does for. */
  private static List<String> leastFirst(List<Host> hosts, PersistentMap<Node> nodes) {
    return hosts.stream()
        .map(host -> nodes.get(host.name()).orElseThrow())
        .sorted(
            Comparator.comparingLong(Weights::gpus)
                .thenComparingLong(node -> node.allocatable().get(Resources.CPU))
                .thenComparing(Node::name))
        .map(Node::name)
        .toList();
  }

  /** The offers that take orders, by group of machines. */
  private List<List<Offer>> open(
      Basket basket, List<Frontiers.Group> sold, Market market, Predicate<Node> wanted) {
    var open = new ArrayList<List<Offer>>();
    for (var group : sold) {
      var suiting =
          offers(group.hosts(), market).stream().filter(o -> wanted.test(o.machine())).toList();
      suiting.stream().filter(offer -> !isOpen(offer)).forEach(basket::closed);
      open.add(suiting.stream().filter(this::isOpen).toList());
    }
    return open;
  }

  /** With the room that purchases of this plan leave; none that has no room. */
  private List<Offer> offers(List<Host> hosts, Market market) {
    return hosts.stream()
        .map(host -> market.offer(host.name()))
        .map(offer -> offer.withRoom(account.room(offer)))
        .filter(offer -> offer.room() > 0)
        .toList();
  }

  private boolean isOpen(Offer offer) {
    return offer.closedUntil() <= now;
  }
}
