package dev.muster.scheduler.decide.draft;

/**
 * How to decide: what an administrator sets, read once at start.
 *
 * @param searchBudget search steps that a gang may cost where no exact rule decides
 * @param breaker when nodes on which pods fail are kept out of use
 */
public record Rules(
    Strategy strategy, int searchBudget, Placement placement, BreakerRules breaker) {
  public static final Rules DEFAULT = new Rules(Strategy.BEST_EFFORT, 2000);

  /** What a gang that does not fit means to those behind it. */
  public enum Strategy {
    /** It is passed over. */
    BEST_EFFORT,
    /** It stops its queue. */
    STRICT
  }

  /** Whether pods are held until they are sent to the node that was promised. */
  public enum Placement {
    /** Those for which no other placing is proved to be safe: so far, all that can be held. */
    AUTO,
    /** All that can be held. */
    EXACT,
    /** None: a gang whose room somebody else took ends with its warm-up grace, and tries again. */
    OFF
  }

  public Rules {
    if (searchBudget < 1) {
      throw new IllegalArgumentException("search budget " + searchBudget);
    }
  }

  public Rules(Strategy strategy, int searchBudget) {
    this(strategy, searchBudget, Placement.AUTO, BreakerRules.DEFAULT);
  }

  /** Whether a pod that can be held is. */
  public boolean holdsPods() {
    return switch (placement) {
      case AUTO, EXACT -> true;
      case OFF -> false;
    };
  }
}
