package dev.muster.scaler.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scaler.model.Line;
import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Outcome;
import dev.muster.scaler.model.Purchase;
import dev.muster.scaler.model.ScalePlan;
import dev.muster.scaler.model.ScaleRules;
import dev.muster.scaler.model.Stock;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PodSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What holds of every plan for up to four gangs. */
class ScaleLawsTest {
  private static final int CASES = 400;

  @Test
  void allWhoFitAndAllForWhomIsBoughtFitTogether() {
    each(
        11,
        market -> {
          var plan = plan(market, market.stock());
          var together = new ArrayList<PodSet>();
          for (var answer : plan.answers()) {
            switch (answer.outcome()) {
              case Outcome.Fits fits -> together.addAll(podSets(market, answer));
              case Outcome.Buy buy -> together.addAll(podSets(market, answer));
              case Outcome.Coming o -> throw new AssertionError(market + ": " + o);
              case Outcome.WaitsForEnd o -> throw new AssertionError(market + ": " + o);
              case Outcome.SearchLimit o -> throw new AssertionError(market + ": " + o);
              case Outcome.NothingSuits o -> {}
              case Outcome.OverLimit o -> {}
            }
          }
          assertThat(Packer.fits(together, with(market, plan))).as("%s: %s", market, plan).isTrue();
        });
  }

  @Test
  void neitherRoomNorLimitsAreOverdrawn() {
    each(
        12,
        market -> {
          var plan = plan(market, market.stock());
          var lines = lines(plan);
          for (var offer : market.offers()) {
            assertThat(machinesOf(offer, lines)).as("%s", market).isLessThanOrEqualTo(offer.room());
          }
          long machines = lines.stream().mapToLong(Line::machines).sum();
          long price = 0;
          for (var offer : market.offers()) {
            price += offer.price() * machinesOf(offer, lines);
          }
          long told =
              plan.answers().stream()
                  .mapToLong(answer -> answer.outcome() instanceof Outcome.Buy b ? b.price() : 0)
                  .sum();
          assertThat(machines).as("%s", market).isLessThanOrEqualTo(market.limits().machines());
          assertThat(price).as("%s", market).isLessThanOrEqualTo(market.limits().spendPerHour());
          assertThat(told).as("%s", market).isEqualTo(price);
        });
  }

  @Test
  void whatWasOrderedOnceIsNotOrderedAgain() {
    each(
        13,
        market -> {
          var first = plan(market, market.stock());
          var purchases = new ArrayList<Purchase>();
          for (var answer : first.answers()) {
            if (answer.outcome() instanceof Outcome.Buy buy) {
              var coming = buy.lines().stream().map(Line::machines).toList();
              purchases.add(
                  new Purchase(
                      "p" + purchases.size(), answer.gang().uid(), "", buy.lines(), coming, 9));
            }
          }
          var left = new ArrayList<Offer>();
          var ordered = lines(first);
          market
              .offers()
              .forEach(o -> left.add(o.withRoom(o.room() - (int) machinesOf(o, ordered))));
          var stock =
              new Stock(
                  left, purchases, market.limits(), new TreeSet<>(), Collections.emptySortedMap());

          var second = plan(market, stock);

          assertThat(lines(second)).as("%s: %s, then %s", market, first, second).isEmpty();
        });
  }

  @Test
  void theOrderInWhichOffersAndPurchasesAreToldChangesNothing() {
    each(
        14,
        market -> {
          var purchases = new ArrayList<Purchase>();
          for (var gang : market.gangs()) {
            for (var offer : market.offers()) {
              var line = new Line(offer.group(), 1);
              var id = gang.id().uid() + offer.group();
              purchases.add(
                  new Purchase(id, gang.id().uid(), "", List.of(line), List.of(1), id.length()));
            }
          }
          var some = purchases.subList(0, purchases.size() / 2);
          var offers = new ArrayList<>(market.offers());
          var told = stock(market, offers, some);
          var plan = plan(market, told);
          Collections.shuffle(offers, new Random(market.hashCode()));
          var shuffled = new ArrayList<>(some);
          Collections.shuffle(shuffled, new Random(market.hashCode()));

          assertThat(plan(market, stock(market, offers, shuffled)))
              .as("%s", market)
              .isEqualTo(plan);
        });
  }

  private static Stock stock(Markets market, List<Offer> offers, List<Purchase> purchases) {
    return new Stock(offers, purchases, market.limits(), new TreeSet<>(), new TreeMap<>());
  }

  private static void each(long seed, Consumer<Markets> law) {
    var random = new SplittableRandom(seed);
    int bought = 0;
    for (int i = 0; i < CASES; i++) {
      var market = Markets.random(random, 4);
      law.accept(market);
      bought += lines(plan(market, market.stock())).isEmpty() ? 0 : 1;
    }
    assertThat(bought).isGreaterThan(CASES / 4);
  }

  private static ScalePlan plan(Markets market, Stock stock) {
    return new ScalePlanner(ScaleRules.DEFAULT).plan(market.snapshot(), stock);
  }

  private static List<Line> lines(ScalePlan plan) {
    var lines = new ArrayList<Line>();
    for (var answer : plan.answers()) {
      if (answer.outcome() instanceof Outcome.Buy buy) {
        lines.addAll(buy.lines());
      }
    }
    return lines;
  }

  private static long machinesOf(Offer offer, List<Line> lines) {
    return lines.stream()
        .filter(line -> line.group().equals(offer.group()))
        .mapToLong(Line::machines)
        .sum();
  }

  private static List<PodSet> podSets(Markets market, ScalePlan.Answer answer) {
    return market.gangs().stream()
        .filter(gang -> gang.id().equals(answer.gang()))
        .flatMap(gang -> ((Demand.Readable) gang.spec().demand()).podSets().stream())
        .toList();
  }

  private static List<Node> with(Markets market, ScalePlan plan) {
    var nodes = new ArrayList<>(market.nodes());
    for (var offer : market.offers()) {
      nodes.addAll(Collections.nCopies((int) machinesOf(offer, lines(plan)), offer.machine()));
    }
    return nodes;
  }
}
