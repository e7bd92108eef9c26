package dev.muster.scaler.model;

import dev.muster.scheduler.model.Node;

/**
 * Machines of one node group that can be bought.
 *
 * @param group name of the node group; unique
 * @param machine what one of them is once it is ready, as a node: labels, taints, what is
 *     allocatable, and as used what its own daemons take
 * @param room how many more there can be, beyond all that was ordered
 * @param price of one for an hour, in millionths of the currency; {@link #UNPRICED} if not known
 * @param successPerMille of a thousand that were ordered of late, how many came; at least 1
 * @param readyMillis from the order to a ready machine, as a rule
 * @param closedUntil nothing is ordered here before, for want of stock; epoch milliseconds, 0 if
 *     orders are taken
 */
public record Offer(
    String group,
    Node machine,
    int room,
    long price,
    int successPerMille,
    long readyMillis,
    long closedUntil) {
  public static final long UNPRICED = -1;

  /** Ten thousand an hour: nobody sells a machine for more, and sums stay in range. */
  public static final long DEAREST = 10_000_000_000L;

  /** A year: whoever takes longer sells nothing. */
  public static final long SLOWEST_MILLIS = 31_536_000_000L;

  /** The label by which a node says what type of machine it is. */
  public static final String TYPE = "node.kubernetes.io/instance-type";

  public Offer {
    if (room < 0
        || price < UNPRICED
        || price > DEAREST
        || successPerMille < 1
        || successPerMille > 1000
        || readyMillis < 0
        || readyMillis > SLOWEST_MILLIS) {
      throw new IllegalArgumentException(
          "no offer of "
              + group
              + ": room "
              + room
              + ", price "
              + price
              + ", success "
              + successPerMille
              + ", ready in "
              + readyMillis);
    }
  }

  public Offer withRoom(int newRoom) {
    return new Offer(group, machine, newRoom, price, successPerMille, readyMillis, closedUntil);
  }

  public Offer withMachine(Node newMachine) {
    return new Offer(group, newMachine, room, price, successPerMille, readyMillis, closedUntil);
  }

  public boolean isPriced() {
    return price != UNPRICED;
  }

  /** What its nodes say they are; empty if nothing. */
  public String type() {
    return machine.labels().getOrDefault(TYPE, "");
  }
}
