package dev.muster.scaler.model;

import dev.muster.scheduler.model.Node;

/**
 * Machines of one shape that can be bought.
 *
 * @param name unique in its cluster
 * @param replicas how many there are to be now, as somebody last said
 * @param min not fewer than this
 * @param max not more than this
 * @param access what may be done with it
 * @param market how its machines are paid for
 * @param machine what one of them is once it is ready, as a node; what its daemons take is used
 */
public record NodeGroup(
    String name, int replicas, int min, int max, Access access, Market market, Node machine) {

  /** Who changes how many there are. */
  public sealed interface Access {
    /** Muster may. */
    record Open() implements Access {}

    /** Somebody else does, for the reason that is said: one writer for each group. */
    record Foreign(String reason) implements Access {}
  }

  /** How machines are paid for. */
  public enum Market {
    ON_DEMAND,
    /** Cheap, and taken away when somebody pays more. */
    SPOT,
    /** Paid for whether used or not. */
    RESERVED
  }

  public NodeGroup {
    if (replicas < 0 || min < 0 || max < min) {
      throw new IllegalArgumentException(
          "node group " + name + ": " + replicas + " of " + min + " to " + max);
    }
  }

  /** How many more there can be; none where somebody else decides. */
  public int room() {
    return access instanceof Access.Open ? Math.max(0, max - replicas) : 0;
  }
}
