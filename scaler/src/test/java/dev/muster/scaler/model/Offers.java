package dev.muster.scaler.model;

import dev.muster.scheduler.model.Nodes;

/**
 * Builds offers for tests: machines with 8 CPUs, 32 GiB and one GPU, of which ten can be had for
 * one unit of money an hour, ready in four minutes.
 */
public final class Offers {
  public static final long ONE = 1_000_000;

  private Offers() {}

  public static Builder anOffer(String group) {
    return new Builder(group);
  }

  /** Collects what differs from the default. */
  public static final class Builder {
    private final String group;
    private final Nodes.Builder machine;
    private int room = 10;
    private long price = ONE;
    private int successPerMille = 1000;
    private long readyMillis = 240_000;
    private long closedUntil;

    private Builder(String group) {
      this.group = group;
      this.machine =
          Nodes.aNode(group).cpus(8).has("memory", 32 * Nodes.GIB).gpus(1).label(Offer.TYPE, group);
    }

    public Builder cpus(long cpus) {
      machine.cpus(cpus);
      return this;
    }

    public Builder gpus(long gpus) {
      machine.gpus(gpus);
      return this;
    }

    public Builder memory(long gib) {
      machine.has("memory", gib * Nodes.GIB);
      return this;
    }

    public Builder label(String key, String value) {
      machine.label(key, value);
      return this;
    }

    public Builder room(int machines) {
      room = machines;
      return this;
    }

    /** In thousandths of the currency. */
    public Builder price(long thousandths) {
      price = thousandths * 1000;
      return this;
    }

    public Builder unpriced() {
      price = Offer.UNPRICED;
      return this;
    }

    public Builder success(int perMille) {
      successPerMille = perMille;
      return this;
    }

    public Builder readyIn(long millis) {
      readyMillis = millis;
      return this;
    }

    public Builder closedUntil(long time) {
      closedUntil = time;
      return this;
    }

    public Offer build() {
      return new Offer(
          group, machine.build(), room, price, successPerMille, readyMillis, closedUntil);
    }
  }
}
