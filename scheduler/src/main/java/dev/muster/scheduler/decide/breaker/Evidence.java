package dev.muster.scheduler.decide.breaker;

import dev.muster.scheduler.decide.draft.BreakerRules;
import dev.muster.scheduler.model.History;
import dev.muster.scheduler.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the runs of pods say against nodes, as of a time.
 *
 * <p>A pod that failed fast speaks against its node, unless it is its gang that is broken, or a pod
 * that asked for no less ran well there afterwards. A gang is broken that failed fast on another
 * node too on which such a pod ran well since, or on so many nodes that they are not all to blame.
 */
final class Evidence {
  /** So many times as long as a failure may take must a pod run for the node to be well, */
  private static final int WELL = 10;

  /** and so long at the least. */
  private static final long LEAST_WELL = 10_000;

  private final BreakerRules rules;
  private final History history;
  private final long now;
  private final TreeSet<String> broken = new TreeSet<>();

  /** {@code tooMany}: a gang that failed on so many nodes is broken in any case. */
  Evidence(BreakerRules rules, History history, long now, int tooMany) {
    this.rules = rules;
    this.history = history;
    this.now = now;
    var failedOn = new TreeMap<String, TreeSet<String>>();
    history
        .nodes()
        .forEach((node, known) ->
            known.runs().stream()
                .filter(this::isFast)
                .forEach(run ->
                    failedOn.computeIfAbsent(run.gang(), gang -> new TreeSet<>()).add(node)));
    failedOn.forEach((gang, nodes) -> {
      boolean several = nodes.size() > 1;
      if (several
          && (nodes.size() >= tooMany || nodes.stream().anyMatch(node -> isCleared(node, gang)))) {
        broken.add(gang);
      }
    });
  }

  /** Whether a pod ran well there after one of the gang failed. */
  private boolean isCleared(String node, String gang) {
    var runs = of(node).runs();
    return runs.stream()
        .filter(run -> run.gang().equals(gang) && isFast(run))
        .anyMatch(failure -> runs.stream().anyMatch(run -> clears(run, failure)));
  }

  /** All that failed fast on the node and ended in {@code (after, until]}, whoever is to blame. */
  List<Run> failures(String node, long after, long until) {
    var known = of(node);
    long from = Math.max(after, known.since());
    return known.runs().stream()
        .filter(run -> isFast(run) && run.endedAt() > from && run.endedAt() <= until)
        .toList();
  }

  /** Those of them that the node is to blame for, in a row: none ran well there since. */
  List<Run> blamed(String node, long after) {
    var blamed = new ArrayList<Run>();
    for (var failure : failures(node, after, Long.MAX_VALUE)) {
      if (!isBroken(failure.gang())
          && of(node).runs().stream().noneMatch(run -> clears(run, failure))) {
        blamed.add(failure);
      }
    }
    return blamed;
  }

  /** Whether it is the gang that is broken, wherever it runs. */
  boolean isBroken(String gang) {
    return broken.contains(gang);
  }

  /**
   * Whether a pod came after {@code after} and ran well, though it asked for no less than those.
   */
  boolean isWell(String node, long after) {
    var known = of(node);
    return known.runs().stream()
        .anyMatch(run ->
            isWell(run)
                && run.startedAt() >= after
                && known.runs().stream()
                    .filter(failure -> isFast(failure) && !isBroken(failure.gang()))
                    .allMatch(failure -> asksForNoLess(run, failure)));
  }

  /**
   * Whether these failures can have but one cause: several attempts failed, or pods of the very
   * kind ran well on other nodes. Else it may as well be the one attempt that is broken.
   */
  boolean isConclusive(List<Run> failures) {
    var attempts = new TreeSet<String>();
    failures.forEach(run -> attempts.add(run.gang() + " " + run.attempt()));
    return attempts.size() > 1 || failures.stream().allMatch(this::ranWellElsewhere);
  }

  private boolean ranWellElsewhere(Run failure) {
    return elsewhere(failure).stream().anyMatch(this::isWell);
  }

  private List<Run> elsewhere(Run failure) {
    return history.elsewhere().get(failure.gang()).orElse(List.of()).stream()
        .filter(run -> run.podSet().equals(failure.podSet()) && !run.node().equals(failure.node()))
        .toList();
  }

  /** When a pod that runs now, here after {@code after} or elsewhere, will have run well. */
  Optional<Long> changesAt(String node, long after) {
    var running = new ArrayList<Run>();
    of(node).runs().stream().filter(run -> run.startedAt() >= after).forEach(running::add);
    failures(node, after, Long.MAX_VALUE).forEach(failure -> running.addAll(elsewhere(failure)));
    return running.stream()
        .filter(run -> run.end() == Run.End.NONE && !isWell(run))
        .map(run -> run.startedAt() + wellMillis())
        .min(Long::compare);
  }

  private History.NodeRuns of(String node) {
    return history.nodes().get(node).orElse(new History.NodeRuns(0, List.of()));
  }

  private long wellMillis() {
    return Math.max(LEAST_WELL, WELL * rules.failFast());
  }

  private boolean isFast(Run run) {
    return run.end() == Run.End.FAILED && run.ranMillis() <= rules.failFast();
  }

  private boolean isWell(Run run) {
    return run.end() == Run.End.SUCCEEDED || run.ranMillis(now) >= wellMillis();
  }

  private boolean clears(Run run, Run failure) {
    return isWell(run) && run.startedAt() >= failure.endedAt() && asksForNoLess(run, failure);
  }

  /** A pod without GPU says nothing of the GPUs. */
  private static boolean asksForNoLess(Run run, Run failure) {
    return run.asked().asMap().keySet().containsAll(failure.asked().asMap().keySet());
  }
}
