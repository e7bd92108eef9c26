package dev.muster.scaler.decide.cover;

import java.util.List;

/**
 * Machines that are the same to whoever packs.
 *
 * @param mixtures how many pods of each part one of them can hold, every way that leaves no room
 *     for one more; at least one way, and none of them is empty
 * @param most how many there are, at least 1
 * @param weight what using one costs
 * @param bought whether one that is used counts as bought
 */
public record MachineKind(List<List<Integer>> mixtures, long most, long weight, boolean bought) {
  /** What is heavier, or there more often, would leave the range of what can be summed up. */
  public static final long HEAVIEST = 1L << 46;

  public static final long MOST = 1L << 12;

  public MachineKind {
    mixtures = mixtures.stream().map(List::copyOf).toList();
    if (mixtures.isEmpty() || most < 1 || most > MOST || weight < 0 || weight > HEAVIEST) {
      throw new IllegalArgumentException(
          "no kind of machine: " + mixtures.size() + " mixtures, " + most + " x " + weight);
    }
  }
}
