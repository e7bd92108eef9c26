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
 * @param markings of nodes, in the order in which they are to be done
 */
public record Plan(
    List<Action> actions,
    List<VerdictChange> verdicts,
    List<Line> lines,
    OptionalLong wakeAt,
    List<Marking> markings) {
  public static final Plan NOTHING =
      new Plan(List.of(), List.of(), List.of(), OptionalLong.empty());

  /** This node's quarantine is now {@code next}; {@code why} is for people. */
  public record Marking(String node, NodeQuarantine next, String why) {}

  /** {@code gang} now waits because of {@code verdict}. */
  public record VerdictChange(GangId gang, Verdict verdict) {}

  /** Who stands in line: the first (at most 100) waiting gangs of a queue, and how many in all. */
  public record Line(String queue, int waiting, List<GangId> first) {
    public Line {
      first = List.copyOf(first);
    }
  }

  /** One that marks no node. */
  public Plan(
      List<Action> actions, List<VerdictChange> verdicts, List<Line> lines, OptionalLong wakeAt) {
    this(actions, verdicts, lines, wakeAt, List.of());
  }

  public Plan {
    actions = List.copyOf(actions);
    verdicts = List.copyOf(verdicts);
    lines = List.copyOf(lines);
    markings = List.copyOf(markings);
  }
}
