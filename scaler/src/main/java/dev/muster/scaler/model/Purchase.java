package dev.muster.scaler.model;

import java.util.List;

/**
 * Machines that were ordered for one gang, all of them or none.
 *
 * @param id unique for ever
 * @param gang UID of the gang
 * @param queue the gang's
 * @param lines what was ordered
 * @param coming of those, how many are no nodes in the snapshot yet, parallel to the lines
 * @param readyAt when all are expected to be ready, epoch milliseconds
 */
public record Purchase(
    String id, String gang, String queue, List<Line> lines, List<Integer> coming, long readyAt) {
  public Purchase {
    lines = List.copyOf(lines);
    coming = List.copyOf(coming);
    boolean counted = lines.size() == coming.size();
    for (int i = 0; counted && i < lines.size(); i++) {
      counted = coming.get(i) >= 0 && coming.get(i) <= lines.get(i).machines();
    }
    if (!counted) {
      throw new IllegalArgumentException("purchase " + id + ": " + lines + ", coming " + coming);
    }
  }

  /** Whether or not they have come. */
  public int machines() {
    return lines.stream().mapToInt(Line::machines).sum();
  }
}
