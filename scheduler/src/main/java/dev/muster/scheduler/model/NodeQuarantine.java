package dev.muster.scheduler.model;

/**
 * Whether a node is kept out of use because pods fail there. On the wire: two annotations of the
 * node, so it outlasts every process, and an administrator can set it and lift it by hand.
 *
 * @param since when this state began, epoch milliseconds
 * @param until when it ends by itself; meaningless for a state that does not
 * @param times how often in a row it was closed: what doubles its time
 * @param reason in words, as the annotation has it
 */
public record NodeQuarantine(State state, long since, long until, int times, String reason) {
  /** Nothing is known against the node. */
  public static final NodeQuarantine NONE = new NodeQuarantine(State.NONE, 0, 0, 0, "");

  /** What holds of a node. */
  public enum State {
    NONE,
    /** Somebody else said so: closed until that is taken back. */
    BY_HAND,
    /** Pods failed there: closed for its time. */
    CLOSED,
    /** Open again, and closed for longer at the first pod that fails there. */
    TRIAL
  }

  /** Closed by whoever may write the annotation, until it is taken off. */
  public static NodeQuarantine byHand(String reason) {
    return new NodeQuarantine(State.BY_HAND, 0, 0, 0, reason);
  }

  /** Whether nothing may be placed there. */
  public boolean closes() {
    return switch (state) {
      case BY_HAND, CLOSED -> true;
      case NONE, TRIAL -> false;
    };
  }
}
