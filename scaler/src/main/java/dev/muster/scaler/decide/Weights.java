package dev.muster.scaler.decide;

import dev.muster.scaler.decide.cover.MachineKind;
import dev.muster.scaler.model.Offer;
import dev.muster.scheduler.model.Node;
import java.util.List;

/**
 * What a machine counts when the cheapest are chosen: its price, more if orders came to nothing of
 * late or if it takes long; of what costs the same fewer machines win. Where something that would
 * do has no price, GPUs count in its place, of all makers who call them so. Whatever is bought
 * counts more than what is there.
 */
final class Weights {
  /** More machines than these are never compared by their number. */
  private static final long PER_UNIT = MachineKind.MOST;

  private static final long MOST_UNITS = MachineKind.HEAVIEST / PER_UNIT - 1;

  /** What is compared. */
  private enum Measure {
    COST,
    GPUS,
    PRICE
  }

  private final Measure measure;
  private final long delayPrice;

  private Weights(Measure measure, long delayPrice) {
    this.measure = measure;
    this.delayPrice = delayPrice;
  }

  /** For a choice that is to cost no more than a limit: prices alone; what has none comes last. */
  static Weights byPrice() {
    return new Weights(Measure.PRICE, 0);
  }

  /** For a choice among these; {@code delayPrice}: of a second, in millionths of the currency. */
  static Weights among(List<Offer> offers, long delayPrice) {
    boolean priced = offers.stream().allMatch(Offer::isPriced);
    return new Weights(priced ? Measure.COST : Measure.GPUS, delayPrice);
  }

  long of(Offer offer) {
    long units =
        switch (measure) {
          case COST -> cost(offer);
          case GPUS -> gpus(offer.machine());
          case PRICE -> offer.isPriced() ? offer.price() : MOST_UNITS;
        };
    return Math.clamp(units, 1, MOST_UNITS) * PER_UNIT + 1;
  }

  private long cost(Offer offer) {
    long delay = Math.min(offer.readyMillis() / 1000, MOST_UNITS / 1_000_000) * delayPrice;
    return Math.ceilDiv(offer.price() * 1000, offer.successPerMille()) + delay;
  }

  /** Of any maker, in thousandths. */
  static long gpus(Node machine) {
    long gpus = 0;
    for (int i = 0; i < machine.allocatable().size(); i++) {
      if (machine.allocatable().name(i).endsWith("/gpu")) {
        gpus += Math.clamp(machine.allocatable().amount(i), 0, MOST_UNITS / 64);
      }
    }
    return gpus;
  }
}
