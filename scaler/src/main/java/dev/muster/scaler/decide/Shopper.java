package dev.muster.scaler.decide;

import dev.muster.scaler.decide.cover.Cover;
import dev.muster.scaler.decide.cover.CoverResult;
import dev.muster.scaler.model.Line;
import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Outcome;
import dev.muster.scaler.model.Outcome.Limit;
import dev.muster.scaler.model.ScaleRules;
import dev.muster.scaler.model.Stock;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.fit.Piece;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.PodSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Chooses machines for one gang at a time, and keeps account of what was chosen. */
final class Shopper {
  /**
   * What is covered is packed by the rules by which it will be admitted, which may find no way for
   * the very cheapest: then for so many thousandths more pods.
   */
  private static final long[] SLACKS = {0, 10, 30, 60, 100, 200};

  /** What came of it; if it is a purchase, the nodes with it and where the gang goes on them. */
  record Order(Outcome outcome, PersistentMap<Node> nodes, List<Piece> witness) {
    static Order none(Outcome outcome) {
      return new Order(outcome, PersistentMap.empty(), List.of());
    }
  }

  private final ScaleRules rules;
  private final Stock stock;
  private final Yard yard;
  private final Account account;
  private final Shelves shelves;
  private int names = 100_000; // of equal length, so that they are in the order of their numbers

  Shopper(ScaleRules rules, long now, Stock stock, Yard yard) {
    this.rules = rules;
    this.stock = stock;
    this.yard = yard;
    this.account = new Account(stock);
    this.shelves = new Shelves(rules, now, stock, yard, account);
  }

  /** Books a purchase: what is left for the next is less. */
  void bought(Gang gang, Outcome.Buy buy) {
    account.book(gang.spec().queue(), buy.lines());
    named();
  }

  /** A name for the machines that come next; those of one plan come in the order of their gangs. */
  String nextName() {
    return String.valueOf(names);
  }

  /** Says that machines have that name now. */
  void named() {
    names++;
  }

  /** What is sold, as machines for this gang will be. */
  Market shown(Gang gang, List<PodSet> podSets, Market market) {
    return OwnLabel.of(gang, podSets).map(market::labelled).orElse(market);
  }

  /** The cheapest that does, of the types that its user asked for if those do. */
  Order shop(Gang gang, List<PodSet> podSets, GangShape shape, Market market) {
    var label = OwnLabel.of(gang, podSets);
    var shown = shown(gang, podSets, market);
    var wanted = stock.wanted().getOrDefault(gang.id().uid(), List.of());
    if (!wanted.isEmpty()) {
      var order = shop(gang, podSets, shape, shown, label, offer -> wanted.contains(offer.type()));
      if (order.outcome() instanceof Outcome.Buy) {
        return order;
      }
    }
    return shop(gang, podSets, shape, shown, label, offer -> true);
  }

  private Order shop(
      Gang gang,
      List<PodSet> podSets,
      GangShape shape,
      Market market,
      Optional<String> label,
      Predicate<Offer> wanted) {
    var basket = shelves.basket(podSets, shape, market, label, wanted);
    return choose(gang, shape, market, label, basket);
  }

  private Order choose(
      Gang gang, GangShape shape, Market market, Optional<String> label, Basket basket) {
    var queue = gang.spec().queue();
    var till = new Till(yard, shape, market, label, basket, nextName());
    for (long slack : SLACKS) {
      switch (cover(basket.need(slack), basket, account.machinesLeft(queue))) {
        case CoverResult.Impossible() -> {
          return Order.none(
              slack == 0 ? whyNot(queue, basket) : new Outcome.SearchLimit(rules.searchBudget()));
        }
        case CoverResult.GivenUp(var steps) -> {
          return Order.none(new Outcome.SearchLimit(steps));
        }
        case CoverResult.Covered cover -> {
          var found = till.place(cover).map(placed -> till.trimmed(placed));
          if (found.isPresent()) {
            return affordable(basket, found.get());
          }
        }
      }
    }
    return Order.none(new Outcome.SearchLimit(rules.searchBudget()));
  }

  private CoverResult cover(List<Long> need, Basket basket, long most) {
    return Cover.cheapest(need, basket.kinds(), most, rules.searchBudget());
  }

  private Order affordable(Basket basket, Till.Placed placed) {
    var lines = basket.lines(placed.cover());
    long price = account.price(lines);
    return price > account.spendLeft()
        ? Order.none(new Outcome.OverLimit(Limit.SPEND_PER_HOUR, price, account.spendLeft()))
        : new Order(buy(basket, placed.cover(), lines, price), placed.nodes(), placed.witness());
  }

  /** Nothing that is sold does, or less of it may be bought than that takes. */
  private Outcome whyNot(String queue, Basket basket) {
    if (cover(basket.need(0), basket, Long.MAX_VALUE) instanceof CoverResult.Covered cover) {
      long wanted = basket.lines(cover).stream().mapToLong(Line::machines).sum();
      return new Outcome.OverLimit(account.narrowest(queue), wanted, account.machinesLeft(queue));
    }
    return new Outcome.NothingSuits(basket.closed());
  }

  private Outcome.Buy buy(Basket basket, CoverResult.Covered cover, List<Line> lines, long price) {
    boolean proved = cover.proved() && basket.complete();
    long bound = basket.complete() ? cover.bound() : basket.floor();
    long ready = lines.stream().mapToLong(account::readyMillis).max().orElse(0);
    return new Outcome.Buy(
        basket.labels(cover),
        lines,
        price,
        proved,
        proved ? 0 : perMille(cover.weight() - bound, cover.weight()),
        ready);
  }

  private static int perMille(long part, long whole) {
    return whole == 0 ? 0 : (int) (part / Math.max(1, whole / 1000));
  }
}
