package dev.muster.scaler.model;

import java.util.List;

/** What is to be done about one waiting gang, or why nothing is. */
public sealed interface Outcome {

  /** It has room: the scheduler will admit it. */
  record Fits() implements Outcome {}

  /**
   * Idle nodes are to be given the gang's own label, and machines to be bought for it.
   *
   * @param label names of nodes; none unless the gang's pods ask for a label of its own
   * @param lines in order of groups; empty if the idle nodes do
   * @param price of all lines for an hour, in millionths of the currency; what has no price counts
   *     nothing
   * @param proved whether nothing cheaper would do
   * @param gapPerMille how much cheaper at most something else could be, in thousandths of what
   *     this costs; 0 if proved
   * @param readyMillis until all of it is ready, as a rule
   */
  record Buy(
      List<String> label,
      List<Line> lines,
      long price,
      boolean proved,
      int gapPerMille,
      long readyMillis)
      implements Outcome {
    public Buy {
      label = List.copyOf(label);
      lines = List.copyOf(lines);
    }

    public int machines() {
      return lines.stream().mapToInt(Line::machines).sum();
    }
  }

  /** Machines were ordered for it. */
  record Coming(String purchase, long readyAt) implements Outcome {}

  /** Others end sooner than a machine would be ready, and then it fits. */
  record WaitsForEnd(long until) implements Outcome {}

  /**
   * No machines that can be had hold it whole; {@code closed}: some of those that could are closed.
   */
  record NothingSuits(List<String> closed) implements Outcome {
    public NothingSuits {
      closed = List.copyOf(closed);
    }
  }

  /** It would take more than is allowed, and a part of it is of no use. */
  record OverLimit(Limit limit, long wanted, long left) implements Outcome {}

  /** What the cheapest purchase would go beyond. */
  enum Limit {
    MACHINES,
    MACHINES_OF_QUEUE,
    SPEND_PER_HOUR
  }

  /** Whether something suits was not found out within the budget. */
  record SearchLimit(int steps) implements Outcome {}
}
