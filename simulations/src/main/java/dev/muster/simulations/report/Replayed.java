package dev.muster.simulations.report;

import dev.muster.simulations.trace.Trace;
import dev.muster.simulations.world.ClusterSpec;
import dev.muster.simulations.world.Outcome;
import dev.muster.simulations.world.Replay;
import java.util.List;

/**
 * Everything a replay's report is made from.
 *
 * @param policy who was next and when, by name
 * @param place where, by name
 * @param costs what it took to find out: the only part that may differ between two runs
 */
public record Replayed(
    String policy, String place, Trace trace, ClusterSpec spec, Replay.Result result, Costs costs) {

  /**
   * What it took.
   *
   * @param decisionNanos of each decision
   * @param wallMillis since the process started
   */
  public record Costs(List<Long> decisionNanos, long wallMillis) {
    public Costs {
      decisionNanos = List.copyOf(decisionNanos);
    }

    Distribution decisions() {
      return new Distribution(decisionNanos.stream().mapToLong(Long::longValue).toArray(), 3);
    }
  }

  /** The jobs that took part and reached their end. */
  List<Outcome> finished() {
    return result.outcomes().stream().filter(Outcome::finished).toList();
  }

  long count(Outcome.State state) {
    return result.outcomes().stream().filter(outcome -> outcome.state() == state).count();
  }
}
