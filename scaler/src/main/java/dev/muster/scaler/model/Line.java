package dev.muster.scaler.model;

/** So many machines of one node group: at least 1, at most {@link #MOST}. */
public record Line(String group, int machines) {
  /** Nobody has more machines of one group. */
  public static final int MOST = 100_000;

  public Line {
    if (machines < 1 || machines > MOST) {
      throw new IllegalArgumentException(machines + " machines of " + group);
    }
  }
}
