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

  /** Of more kinds of pods than this nobody says how they fit. */
  private static final int MOST_PARTS = 64;

  /**
   * What came of it; if it is a purchase, the nodes with it and where the gang goes on them.
   *
   * @param reopens when something that is closed takes orders again, epoch milliseconds
   */
  record Order(Outcome outcome, PersistentMap<Node> nodes, List<Piece> witness, long reopens) {
    static Order none(Outcome outcome) {
      return new Order(outcome, PersistentMap.empty(), List.of(), Long.MAX_VALUE);
    }
  }

  /** Whom something is bought for; {@code market}: machines as they will be for it. */
  private record Customer(
      Gang gang, List<PodSet> podSets, GangShape shape, Market market, Optional<String> label) {}

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
    if (shape.parts().size() > MOST_PARTS) {
      return Order.none(gaveUp());
    }
    var wanted = stock.wanted().getOrDefault(gang.id().uid(), List.of());
    var customer =
        new Customer(
            gang, podSets, shape, shown(gang, podSets, market), OwnLabel.of(gang, podSets));
    if (!wanted.isEmpty()) {
      var order = shop(customer, node -> wanted.contains(typeOf(node)));
      if (order.outcome() instanceof Outcome.Buy) {
        return order;
      }
    }
    return shop(customer, node -> true);
  }

  private static String typeOf(Node node) {
    return node.labels().getOrDefault(Offer.TYPE, "");
  }

  /** By what it costs all in all; if that is beyond the limit, by price alone. */
  private Order shop(Customer customer, Predicate<Node> wanted) {
    var order = shop(customer, wanted, false);
    return order.outcome() instanceof Outcome.OverLimit(var limit, var price, var left)
            && limit == Limit.SPEND_PER_HOUR
        ? shop(customer, wanted, true)
        : order;
  }

  private Order shop(Customer customer, Predicate<Node> wanted, boolean limited) {
    var basket =
        shelves.basket(
            customer.podSets, customer.shape, customer.market, customer.label, wanted, limited);
    var order = choose(customer, basket);
    return new Order(order.outcome, order.nodes, order.witness, basket.reopens());
  }

  private Order choose(Customer customer, Basket basket) {
    var queue = customer.gang.spec().queue();
    var till = new Till(yard, customer.shape, customer.market, customer.label, basket, nextName());
    long bound = -1;
    for (long slack : SLACKS) {
      switch (cover(basket.need(slack), basket, account.machinesLeft(queue))) {
        case CoverResult.Impossible() -> {
          return Order.none(slack == 0 ? whyNot(queue, basket) : gaveUp());
        }
        case CoverResult.GivenUp(var steps) -> {
          return Order.none(gaveUp());
        }
        case CoverResult.Covered cover -> {
          bound = bound < 0 ? cover.bound() : bound; // more pods need no less
          boolean proved = slack == 0 && cover.proved() && basket.complete();
          var found = till.place(cover).map(placed -> proved ? placed : till.trimmed(placed));
          if (found.isPresent()) {
            return affordable(
                basket, found.get(), proved, basket.complete() ? bound : basket.floor());
          }
        }
      }
    }
    return Order.none(gaveUp());
  }

  private Outcome gaveUp() {
    return new Outcome.SearchLimit(rules.searchBudget());
  }

  private CoverResult cover(List<Long> need, Basket basket, long most) {
    return Cover.cheapest(need, basket.kinds(), most, rules.searchBudget());
  }

  private Order affordable(Basket basket, Till.Placed placed, boolean proved, long bound) {
    var lines = basket.lines(placed.cover());
    long price = account.price(lines);
    if (price > account.spendLeft()) {
      return Order.none(new Outcome.OverLimit(Limit.SPEND_PER_HOUR, price, account.spendLeft()));
    }
    long weight = placed.cover().weight();
    long ready = lines.stream().mapToLong(account::readyMillis).max().orElse(0);
    var buy =
        new Outcome.Buy(
            basket.labels(placed.cover()),
            lines,
            price,
            proved,
            proved ? 0 : perMille(weight - Math.min(bound, weight), weight),
            ready);
    return new Order(buy, placed.nodes(), placed.witness(), Long.MAX_VALUE);
  }

  /** Nothing that is sold does, or less of it may be bought than that takes. */
  private Outcome whyNot(String queue, Basket basket) {
    return switch (cover(basket.need(0), basket, Long.MAX_VALUE)) {
      case CoverResult.Impossible() ->
          basket.complete() ? new Outcome.NothingSuits(basket.closed()) : gaveUp();
      case CoverResult.GivenUp(var steps) -> gaveUp();
      case CoverResult.Covered cover -> {
        long wanted = basket.lines(cover).stream().mapToLong(Line::machines).sum();
        yield new Outcome.OverLimit(account.narrowest(queue), wanted, account.machinesLeft(queue));
      }
    };
  }

  /** Rounded up: it is not less. */
  private static int perMille(long part, long whole) {
    if (whole == 0) {
      return 0;
    }
    return (int)
        (part > Long.MAX_VALUE / 1000
            ? part / (whole / 1000) + 1
            : Math.ceilDiv(part * 1000, whole));
  }
}
