package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.model.Constraints.Exclusion;
import java.util.List;
import java.util.Map;

/**
 * Why a gang cannot be placed, in figures that can be checked without a search. Parts are indices
 * into the parts of the gang's shape.
 */
public sealed interface Certificate {

  /** No node is open to such pods; {@code exclusions} counts the nodes per reason. */
  record NoEligibleNode(int part, Map<Exclusion, Integer> exclusions) implements Certificate {}

  /** All nodes together take {@code have} pods of the part, and it has {@code need}. */
  record ShapeBound(int part, long have, long need) implements Certificate {}

  /**
   * The nodes take {@code room} workers, wherever the head goes it costs at least {@code loss} of
   * them, and {@code need} are to be placed.
   */
  record HeadBound(int head, int workers, long room, long loss, long need) implements Certificate {}

  /**
   * At these prices per pod of each part, the dearest pods that each node can hold are together
   * worth {@code have}, and the gang's pods {@code need}.
   */
  record PriceBound(List<Long> prices, long have, long need) implements Certificate {
    public PriceBound {
      prices = List.copyOf(prices);
    }
  }

  /** All ways were tried in {@code steps} steps. */
  record Exhaustive(int steps) implements Certificate {}

  /**
   * Whether the same is found again, by the same rule, for as long as free room only shrinks. A
   * search is no such rule: with less room it may take longer and give up.
   */
  default boolean lasting() {
    return switch (this) {
      case NoEligibleNode none -> true;
      case ShapeBound bound -> true;
      case HeadBound bound -> true;
      case PriceBound bound -> false;
      case Exhaustive all -> false;
    };
  }
}
