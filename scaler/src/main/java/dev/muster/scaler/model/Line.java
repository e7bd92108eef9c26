package dev.muster.scaler.model;

/** So many machines of one node group. */
public record Line(String group, int machines) {
  public Line {
    if (machines < 1) {
      throw new IllegalArgumentException(machines + " machines of " + group);
    }
  }
}
