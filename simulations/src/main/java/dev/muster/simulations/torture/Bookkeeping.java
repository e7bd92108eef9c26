package dev.muster.simulations.torture;

import dev.muster.scheduler.model.Snapshot;
import dev.muster.simulations.live.objects.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether what decisions take for used is: in calm, no node may be thought to have less free than
 * it has, but for a moment. Room that is counted twice, or never given back, hurts nobody at once
 * and everybody in the end.
 */
final class Bookkeeping {
  private static final String GPU = "nvidia.com/gpu";
  private static final long MOMENT_MILLIS = 5_000;

  /** Since when a node is thought to be fuller than it is. */
  private final SortedMap<String, Long> since = new TreeMap<>();

  /** Looks at the view of a decision; {@code taken} is the truth. */
  List<String> problems(Snapshot snapshot, SortedMap<String, Amounts> taken, long now) {
    var problems = new ArrayList<String>();
    snapshot
        .cluster()
        .nodes()
        .forEach((name, node) -> {
          long used = node.used().get(GPU);
          long really = taken.getOrDefault(name, Amounts.NONE).get(GPU);
          if (used <= really) {
            since.remove(name);
          } else if (now - since.computeIfAbsent(name, first -> now) > MOMENT_MILLIS) {
            problems.add(
                "%s is thought to have %d GPUs taken, and has %d"
                    .formatted(name, used / 1000, really / 1000));
          }
        });
    return problems;
  }

  /** What was seen so far says nothing: something is wrong with the view, as it may be. */
  void forget() {
    since.clear();
  }
}
