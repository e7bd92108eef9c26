package dev.muster.scheduler.kube.map;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Where a waiting gang stands: shown beside its verdict, and never read back.
 *
 * @param queue empty for the one queue without a name
 * @param position from 1; only for the first of a queue
 * @param eta when it is expected to start, in epoch milliseconds, where that is known
 */
public record Standing(String queue, OptionalInt position, OptionalLong eta) {
  public static final Standing NONE = new Standing("", OptionalInt.empty(), OptionalLong.empty());
}
