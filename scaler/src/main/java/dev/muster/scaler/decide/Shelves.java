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
import java.util.ArrayList;
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
   * {@code label}: the gang's own, which the market's machines have; {@code wanted}: which offers
   * are looked at.
   */
  Basket basket(
      List<PodSet> podSets,
      GangShape shape,
      Market market,
      Optional<String> label,
      Predicate<Offer> wanted) {
    var there = Frontiers.of(shape, yard.draft(), listing());
    var sold = Frontiers.of(market.shape(podSets), market.draft(), listing());
    var need = shape.parts().stream().map(GangShape.Part::count).toList();
    var present = Present.of(need, there.orElseGet(() -> Fillings.of(shape, yard.draft())));
    boolean complete =
        there.isPresent() && sold.isPresent() && present.groups().size() == there.get().size();
    var basket = new Basket(present.need(), complete);
    present.groups().forEach(group -> basket.there(group.mixtures(), group.hosts().size()));
    label.ifPresent(own -> idle(own, podSets).forEach(g -> basket.idle(g.mixtures(), g.hosts())));
    var asSold = market.shape(podSets);
    var machines = sold.orElseGet(() -> Fillings.of(asSold, market.draft()));
    var open = fill(basket, machines, market, wanted);
    if (!complete) {
      var weights = Weights.among(open, rules.delayPrice());
      basket.floor(Fluid.floor(asSold, market.draft(), yard.draft(), open, weights::of));
    }
    return basket;
  }

  /** Returns all offers that are in it now. */
  private List<Offer> fill(
      Basket basket, List<Frontiers.Group> sold, Market market, Predicate<Offer> wanted) {
    var open = new ArrayList<List<Offer>>();
    for (var group : sold) {
      var suiting = offers(group.hosts(), market).stream().filter(wanted).toList();
      suiting.stream().filter(offer -> !isOpen(offer)).map(Offer::group).forEach(basket::closed);
      open.add(suiting.stream().filter(this::isOpen).toList());
    }
    var all = open.stream().flatMap(List::stream).toList();
    var weights = Weights.among(all, rules.delayPrice());
    for (int i = 0; i < open.size(); i++) {
      if (!open.get(i).isEmpty()) {
        basket.offers(sold.get(i).mixtures(), open.get(i), weights);
      }
    }
    return all;
  }

  private long listing() {
    return LISTING_PER_STEP * rules.searchBudget();
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

  /** Idle nodes that would take pods of the gang if they had its label. */
  private List<Frontiers.Group> idle(String label, List<PodSet> podSets) {
    var nodes = PersistentMap.<Node>empty();
    for (var name : stock.idle()) {
      var node = yard.nodes().get(name);
      if (node.isPresent() && !node.get().labels().containsKey(label)) {
        nodes = nodes.with(name, Market.labelled(node.get(), label));
      }
    }
    var idle = new Yard(nodes, rules.searchBudget());
    var shape = idle.shape(podSets);
    Draft draft = idle.draft();
    return Frontiers.of(shape, draft, listing()).orElseGet(() -> Fillings.of(shape, draft));
  }
}
