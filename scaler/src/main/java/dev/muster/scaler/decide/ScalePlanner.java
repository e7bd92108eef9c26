package dev.muster.scaler.decide;

import dev.muster.scaler.model.Outcome;
import dev.muster.scaler.model.Purchase;
import dev.muster.scaler.model.ScalePlan;
import dev.muster.scaler.model.ScalePlan.Answer;
import dev.muster.scaler.model.ScaleRules;
import dev.muster.scaler.model.Stock;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.fit.FitResult;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What machines to buy: a pure function of what is, what is sold, and what was ordered before.
 *
 * <p>Goals: for each gang that waits for want of nodes the cheapest machines with which it fits
 * whole, or none; nothing for who fits without, will soon, or has machines coming; what is bought
 * for one and not filled by it counts for the next.
 *
 * <p>Algorithm: one gang after the other, in the order in which gangs are served. What was ordered
 * for it comes to what is there, and it takes its places on that. If nothing was, and it fits
 * beside those before it, it takes its places; else what it lacks is covered at the least cost
 * ({@link Shopper}), unless others end sooner than the machines would be ready and leave room for
 * it. Whatever is to be bought is proved by placing the whole gang on it. As machines come in with
 * their gang, whether ordered before or in this plan, a plan after the orders finds all as this one
 * left it, and orders nothing again.
 *
 * <p>Complexity: one look at all nodes and offers for the shapes of all gangs, then what each
 * gang's search takes, which is bounded.
 */
public final class ScalePlanner {
  private static final Comparator<Gang> AS_SERVED =
      Comparator.comparingInt((Gang gang) -> gang.spec().priority())
          .reversed()
          .thenComparingLong(gang -> gang.spec().submittedAt())
          .thenComparing(Gang::id);

  private static final Comparator<Purchase> SOONEST_FIRST =
      Comparator.comparingLong(Purchase::readyAt).thenComparing(Purchase::id);

  /** A gang that is looked at. */
  private record Customer(Gang gang, List<PodSet> podSets, GangShape shape) {}

  private final ScaleRules rules;

  public ScalePlanner(ScaleRules rules) {
    this.rules = rules;
  }

  public ScalePlan plan(Snapshot snapshot, Stock stock) {
    return new Desk(rules, snapshot, stock).plan();
  }

  private static final class Desk {
    private final Snapshot snapshot;
    private final Yard yard;
    private final Market market;
    private final Ends ends;
    private final Shopper shopper;
    private final List<Customer> customers = new ArrayList<>();
    private final List<Purchase> purchases;
    private long wakeAt = Long.MAX_VALUE;

    Desk(ScaleRules rules, Snapshot snapshot, Stock stock) {
      this.snapshot = snapshot;
      this.purchases = stock.purchases().stream().sorted(SOONEST_FIRST).toList();
      this.yard = new Yard(snapshot.cluster().nodes(), rules.searchBudget());
      this.market = new Market(stock.offers());
      this.ends = new Ends(snapshot.gangs(), snapshot.now());
      this.shopper = new Shopper(rules, snapshot.now(), stock, yard);
      var ofQueue = new TreeMap<String, Integer>();
      for (var gang : snapshot.gangs().values().stream().sorted(AS_SERVED).toList()) {
        if (waitsForNodes(gang)
            && ofQueue.merge(gang.spec().queue(), 1, Integer::sum) <= rules.depth()) {
          welcome(gang);
        }
      }
    }

    private static boolean waits(Gang gang) {
      return gang.wish() == Wish.RUN && gang.status().phase().waits();
    }

    private static boolean waitsForNodes(Gang gang) {
      return waits(gang)
          && gang.spec().demand() instanceof Demand.Readable
          && gang.status().latestVerdict().filter(Desk::isOfNodes).isPresent();
    }

    private static boolean isOfNodes(Verdict verdict) {
      return verdict instanceof Verdict.NodesInUse || verdict instanceof Verdict.NodesTooSmall;
    }

    private void welcome(Gang gang) {
      if (gang.spec().demand() instanceof Demand.Readable(var podSets)) {
        customers.add(new Customer(gang, podSets, yard.shape(podSets)));
      }
    }

    ScalePlan plan() {
      purchases.stream().filter(this::isOrphan).forEach(p -> receive(p, market));
      var answers = new ArrayList<Answer>();
      for (var customer : customers) {
        var ordered = purchases.stream().filter(p -> p.gang().equals(uid(customer))).toList();
        var outcome = ordered.isEmpty() ? decide(customer) : await(customer, ordered);
        answers.add(new Answer(customer.gang.id(), outcome));
      }
      return new ScalePlan(
          answers, wakeAt == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(wakeAt));
    }

    private static String uid(Customer customer) {
      return customer.gang.id().uid();
    }

    /** Whether whoever it was for waits no more: then it is there for all. */
    private boolean isOrphan(Purchase purchase) {
      return snapshot.gangs().get(purchase.gang()).filter(Desk::waits).isEmpty();
    }

    /** Machines of a group that is gone, or of no known shape, are no room for anybody. */
    private void receive(Purchase purchase, Market sold) {
      var nodes = yard.nodes();
      for (int line = 0; line < purchase.lines().size(); line++) {
        var group = purchase.lines().get(line).group();
        int coming = sold.sells(group) ? purchase.coming().get(line) : 0;
        for (int i = 0; i < coming; i++) {
          var machine = sold.machine(group, shopper.nextName(), i);
          nodes = nodes.with(machine.name(), machine);
        }
      }
      yard.become(nodes);
      shopper.named();
    }

    /** What it does not fit on in spite of all that comes is kept for it, whole. */
    private Outcome await(Customer customer, List<Purchase> ordered) {
      var before = yard.nodes();
      var shown = shopper.shown(customer.gang, customer.podSets, market);
      ordered.forEach(purchase -> receive(purchase, shown));
      if (yard.fit(customer.shape) instanceof FitResult.Fits fits) {
        yard.give(customer.shape, fits.witness());
      } else {
        yard.become(before);
      }
      return new Outcome.Coming(ordered.getLast().id(), ordered.getLast().readyAt());
    }

    /** Where nobody can tell whether it fits the scheduler finds no place for it either. */
    private Outcome decide(Customer customer) {
      if (yard.fit(customer.shape) instanceof FitResult.Fits fits) {
        yard.give(customer.shape, fits.witness());
        return new Outcome.Fits();
      }
      var order = shopper.shop(customer.gang, customer.podSets, customer.shape, market);
      return order.outcome() instanceof Outcome.Buy buy
          ? waitOrBuy(customer, buy, order)
          : noted(order.outcome(), order.reopens());
    }

    /**
     * What others leave sooner than what is bought would be ready is as good, and costs nothing.
     */
    private Outcome waitOrBuy(Customer customer, Outcome.Buy buy, Shopper.Order order) {
      if (!buy.lines().isEmpty()) {
        for (long at : ends.times(snapshot.now() + buy.readyMillis())) {
          var nodes = ends.after(at, yard.nodes());
          if (yard.fitOn(nodes, customer.shape) instanceof FitResult.Fits fits) {
            yard.give(customer.shape, fits.witness());
            return noted(new Outcome.WaitsForEnd(at), at);
          }
        }
      }
      yard.become(order.nodes());
      yard.give(customer.shape, order.witness());
      shopper.bought(customer.gang, buy);
      return buy;
    }

    /** {@code changesAt}: when time alone may lead to another answer. */
    private Outcome noted(Outcome outcome, long changesAt) {
      wakeAt = Math.min(wakeAt, changesAt);
      return outcome;
    }
  }
}
