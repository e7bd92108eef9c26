package dev.muster.scaler.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scaler.model.Line;
import dev.muster.scaler.model.Outcome;
import dev.muster.scaler.model.ScalePlan;
import dev.muster.scaler.model.ScaleRules;
import dev.muster.scheduler.model.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Purchases against all that could have been bought instead. */
final class ScaleOptimum {

  /** What may be bought, by price and then by number; the first that does is the cheapest. */
  private record Purchase(List<Line> lines, long price, int machines) {}

  private ScaleOptimum() {}

  static void nothingCheaperHoldsTheWholeGang(int cases, long seed) {
    var random = new SplittableRandom(seed);
    int bought = 0;
    int limited = 0;
    for (int i = 0; i < cases; i++) {
      var market = Markets.random(random, 1);
      var outcome = plan(market).answers().getFirst().outcome();
      var cheapest = cheapest(market);
      switch (outcome) {
        case Outcome.Fits() ->
            assertThat(Packer.fits(market.gangs().getFirst(), market.nodes()))
                .as("%s", market)
                .isTrue();
        case Outcome.Buy buy -> {
          assertThat(new Purchase(List.of(), buy.price(), buy.machines()))
              .as("%s", market)
              .isEqualTo(new Purchase(List.of(), cheapest.price, cheapest.machines));
          assertThat(Packer.fits(market.gangs().getFirst(), with(market, buy.lines())))
              .as("%s", market)
              .isTrue();
          assertThat(buy.proved()).as("%s", market).isTrue();
          bought++;
        }
        case Outcome.NothingSuits none ->
            assertThat(doing(market).isEmpty()).as("%s", market).isTrue();
        case Outcome.OverLimit over -> {
          assertThat(cheapest.lines.isEmpty()).as("%s", market).isTrue();
          assertThat(doing(market)).as("%s", market).isNotEmpty();
          limited++;
        }
        case Outcome.Coming coming -> throw new AssertionError(market + ": " + coming);
        case Outcome.WaitsForEnd waits -> throw new AssertionError(market + ": " + waits);
        case Outcome.SearchLimit limit -> throw new AssertionError(market + ": " + limit);
      }
    }
    assertThat(bought).isGreaterThan(cases / 5);
    assertThat(limited).isGreaterThan(cases / 50);
  }

  private static ScalePlan plan(Markets market) {
    return new ScalePlanner(ScaleRules.DEFAULT).plan(market.snapshot(), market.stock());
  }

  /** Within the limits; without lines if nothing does. */
  private static Purchase cheapest(Markets market) {
    return doing(market).stream()
        .filter(purchase -> purchase.machines <= market.limits().machines())
        .filter(purchase -> purchase.price <= market.limits().spendPerHour())
        .min(ScaleOptimum::compare)
        .orElse(new Purchase(List.of(), 0, 0));
  }

  private static int compare(Purchase one, Purchase other) {
    int order = Long.compare(one.price, other.price);
    return order != 0 ? order : Integer.compare(one.machines, other.machines);
  }

  private static List<Purchase> doing(Markets market) {
    var found = new ArrayList<Purchase>();
    extend(market, 0, new ArrayList<>(), found);
    return found;
  }

  private static void extend(Markets market, int offer, List<Line> lines, List<Purchase> found) {
    if (offer < market.offers().size()) {
      extend(market, offer + 1, lines, found);
      for (int n = 1; n <= market.offers().get(offer).room(); n++) {
        lines.add(new Line(market.offers().get(offer).group(), n));
        extend(market, offer + 1, lines, found);
        lines.removeLast();
      }
      return;
    }
    if (Packer.fits(market.gangs().getFirst(), with(market, lines))) {
      found.add(
          new Purchase(
              List.copyOf(lines),
              price(market, lines),
              lines.stream().mapToInt(Line::machines).sum()));
    }
  }

  private static long price(Markets market, List<Line> lines) {
    long price = 0;
    for (var line : lines) {
      for (var offer : market.offers()) {
        price += offer.group().equals(line.group()) ? offer.price() * line.machines() : 0;
      }
    }
    return price;
  }

  private static List<Node> with(Markets market, List<Line> lines) {
    var nodes = new ArrayList<>(market.nodes());
    for (var line : lines) {
      for (var offer : market.offers()) {
        for (int i = 0; offer.group().equals(line.group()) && i < line.machines(); i++) {
          nodes.add(offer.machine());
        }
      }
    }
    return nodes;
  }
}
