package dev.muster.scaler.decide;

import dev.muster.scaler.decide.cover.MachineKind;
import dev.muster.scaler.model.Offer;
import dev.muster.scheduler.model.Node;
import java.util.List;

/**
 * What a machine counts when the cheapest are chosen: its price, more if orders came to nothing of
 * late or if it takes long; of what costs the same fewer machines win. Where something that would
 * do has no price, GPUs count in its place: what nobody priced is not taken for cheap.
 */
final class Weights {
  /** More machines than these are never compared by their number. */
  private static final long PER_UNIT = MachineKind.MOST;

  private static final long MOST_UNITS = MachineKind.HEAVIEST / PER_UNIT - 1;

  private final boolean priced;
  private final long delayPrice;

  private Weights(boolean priced, long delayPrice) {
    this.priced = priced;
    this.delayPrice = delayPrice;
  }

  /** For a choice among these; {@code delayPrice}: of a second, in millionths of the currency. */
  static Weights among(List<Offer> offers, long delayPrice) {
    return new Weights(offers.stream().allMatch(Offer::isPriced), delayPrice);
  }

  long of(Offer offer) {
    long units = priced ? cost(offer) : gpus(offer.machine());
    return Math.min(units, MOST_UNITS) * PER_UNIT + 1;
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
