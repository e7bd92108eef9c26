package dev.muster.scheduler.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a decision says.
 *
 * @param actions in the order in which they are to be done
 * @param verdicts of waiting gangs, only those whose reason differs from what the Snapshot holds;
 *     in order of UID
 * @param lines the heads of each queue, in order of queue name
 * @param wakeAt when to plan again though nothing happens
 */
public record Plan(
    List<Action> actions, List<VerdictChange> verdicts, List<Line> lines, OptionalLong wakeAt) {
  public static final Plan NOTHING =
      new Plan(List.of(), List.of(), List.of(), OptionalLong.empty());

  /** {@code gang} now waits because of {@code verdict}. */
  public record VerdictChange(GangId gang, Verdict verdict) {}

  /** Who stands in line: the first (at most 100) waiting gangs of a queue, and how many in all. */
  public record Line(String queue, int waiting, List<GangId> first) {
    public Line {
      first = List.copyOf(first);
    }
  }

  public Plan {
    actions = List.copyOf(actions);
    verdicts = List.copyOf(verdicts);
    lines = List.copyOf(lines);
  }
}
