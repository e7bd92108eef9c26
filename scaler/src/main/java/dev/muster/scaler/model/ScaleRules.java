package dev.muster.scaler.model;

/**
 * How buying is decided.
 *
 * @param depth how many waiting gangs of each queue are looked at, the first in order
 * @param searchBudget steps for one gang before the best that was found is taken
 * @param delayPrice what it is worth to have a machine a second sooner, in millionths of the
 *     currency; counts where prices do
 */
public record ScaleRules(int depth, int searchBudget, long delayPrice) {
  public static final ScaleRules DEFAULT = new ScaleRules(100, 20_000, 0);

  public ScaleRules {
    if (depth < 1 || searchBudget < 1 || delayPrice < 0 || delayPrice > 1_000_000) {
      throw new IllegalArgumentException(
          "depth " + depth + ", search budget " + searchBudget + ", price of delay " + delayPrice);
    }
  }
}
