package dev.muster.simulations.world;

/**
 * What became of one job.
 *
 * @param start in milliseconds; meaningless unless it started
 * @param end in milliseconds; meaningless unless it finished
 * @param reason the code of the verdict it waited under longest; empty if it never waited. Why it
 *     was refused, if it was
 * @param placement its witness as {@code node:milliGpu;...} in node order; empty if it never
 *     started
 */
public record Outcome(Job job, State state, long start, long end, String reason, String placement) {
  /** How it ended. */
  public enum State {
    FINISHED("finished"),
    UNFINISHED("unfinished"),
    REJECTED("rejected");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** What the report calls it. */
    public String word() {
      return word;
    }
  }

  public boolean finished() {
    return state == State.FINISHED;
  }

  /** How long it waited, in milliseconds. */
  public long waited() {
    return start - job.submit();
  }

  /** From its arrival to its end, in milliseconds. */
  public long completion() {
    return end - job.submit();
  }
}
