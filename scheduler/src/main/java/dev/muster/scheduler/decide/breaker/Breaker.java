package dev.muster.scheduler.decide.breaker;

import dev.muster.scheduler.decide.draft.BreakerRules;
import dev.muster.scheduler.model.History;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.NodeQuarantine.State;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Plan.Marking;
import dev.muster.scheduler.model.Run;
import dev.muster.scheduler.model.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Takes nodes out of use on which pods fail at once, and back into use.
 *
 * <p>Goals: a dead device swallows few pods, also over days and restarts; a gang that is broken
 * itself, and fails wherever it runs, closes nothing for long; never is much of a cluster closed.
 *
 * <p>Algorithm: a node is closed when so many pods in a row failed fast there ({@link Evidence})
 * and that has but one cause. After its time it is on trial: open, until a pod ran well there or as
 * much time has passed again without any failure, and then nothing is left of it; at the first pod
 * that fails fast it is closed for twice the time of before. A fixed time would cost a dead node's
 * three pods each time: hundreds in a day. Where all the pods that a node was closed for turn out
 * to be of gangs that fail elsewhere too, it is opened at once. No more than a share of the nodes
 * is ever closed, the worst first, and never the last one that is in use. What somebody closed by
 * hand is left alone, and counts for nothing here.
 *
 * <p>Complexity: O(runs on nodes where a pod failed fast), which are few and bounded each, plus
 * what changed of the nodes.
 */
public final class Breaker {
  private static final long SECOND = 1_000;

  /**
   * What a look comes to.
   *
   * @param nodes with those closed that are to be; one that is to be opened is so only when that
   *     stands on it
   * @param wakeAt when to look again though nothing happens; the greatest number if never
   */
  public record Judgement(PersistentMap<Node> nodes, List<Marking> markings, long wakeAt) {
    public Judgement {
      markings = List.copyOf(markings);
    }
  }

  private record Wanted(String node, NodeQuarantine next, String why, int failures) {}

  private final BreakerRules rules;
  private final TreeMap<String, NodeQuarantine> marked = new TreeMap<>();
  private PersistentMap<Node> seen = PersistentMap.empty();
  private int inUse;

  public Breaker(BreakerRules rules) {
    this.rules = rules;
  }

  /** Looks at all nodes that something is known of. Remembers nothing but how they were. */
  public Judgement judge(Snapshot snapshot) {
    follow(snapshot.cluster().nodes());
    if (rules.failures() == 0 || (marked.isEmpty() && snapshot.history().nodes().isEmpty())) {
      return new Judgement(seen, List.of(), Long.MAX_VALUE);
    }
    return new Look(snapshot).judgement();
  }

  private void follow(PersistentMap<Node> nodes) {
    for (var change : nodes.changesSince(seen)) {
      inUse -= change.before().filter(Breaker::isInUse).isPresent() ? 1 : 0;
      inUse += change.after().filter(Breaker::isInUse).isPresent() ? 1 : 0;
      var quarantine = change.after().map(Node::quarantine).orElse(NodeQuarantine.NONE);
      if (quarantine.state() == State.NONE) {
        marked.remove(change.key());
      } else {
        marked.put(change.key(), quarantine);
      }
    }
    seen = nodes;
  }

  private static boolean isInUse(Node node) {
    return node.ready() && !node.cordoned() && !node.quarantine().closes();
  }

  /** One look at everything, as of one time. */
  private final class Look {
    private final long now;
    private final History history;
    private final Evidence evidence;
    private final List<Marking> markings = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private PersistentMap<Node> nodes = seen;
    private int stillInUse = inUse;
    private int closed;
    private long wakeAt = Long.MAX_VALUE;

    Look(Snapshot snapshot) {
      this.now = snapshot.now();
      this.history = snapshot.history();
      this.evidence = new Evidence(rules, history, now, tooMany());
      this.closed =
          (int) marked.values().stream().filter(mark -> mark.state() == State.CLOSED).count();
    }

    Judgement judgement() {
      var names = new TreeSet<>(marked.keySet());
      history.nodes().forEach((name, runs) -> names.add(name));
      names.stream().filter(seen::containsKey).forEach(this::look);
      wanted.sort(Comparator.comparingInt(Wanted::failures).reversed().thenComparing(Wanted::node));
      wanted.forEach(this::close);
      return new Judgement(nodes, markings, wakeAt);
    }

    private void look(String node) {
      var mark = marked.getOrDefault(node, NodeQuarantine.NONE);
      switch (mark.state()) {
        case BY_HAND -> {}
        case NONE -> lookAtOpen(node);
        case TRIAL -> lookAtTrial(node, mark);
        case CLOSED -> lookAtClosed(node, mark);
      }
    }

    private void lookAtOpen(String node) {
      long after = now - memory();
      var failures = evidence.blamed(node, after);
      if (failures.size() < rules.failures()) {
        return;
      }
      if (evidence.isConclusive(failures)) {
        want(node, 1, failures);
      } else {
        wake(evidence.changesAt(node, after).orElse(Long.MAX_VALUE));
      }
    }

    private void lookAtTrial(String node, NodeQuarantine trial) {
      var failures = evidence.blamed(node, trial.since());
      if (!failures.isEmpty()) {
        want(node, trial.times() + 1, failures);
      } else if (evidence.isWell(node, trial.since())) {
        mark(node, NodeQuarantine.NONE, "a pod ran well there");
      } else if (now >= trial.until()) {
        mark(node, NodeQuarantine.NONE, "no pod failed there in its trial");
      } else {
        wake(trial.until());
        wake(evidence.changesAt(node, trial.since()).orElse(Long.MAX_VALUE));
      }
    }

    private void lookAtClosed(String node, NodeQuarantine mark) {
      var failures = evidence.failures(node, mark.since() - memory(), mark.since());
      boolean mistaken =
          !failures.isEmpty() && failures.stream().allMatch(run -> evidence.isBroken(run.gang()));
      if (mistaken) {
        open(node, mark.times() - 1, mark, "the gangs that failed there fail elsewhere too");
      } else if (now >= mark.until()) {
        open(node, mark.times(), mark, "its time is over");
      } else {
        wake(mark.until());
      }
    }

    private void open(String node, int times, NodeQuarantine mark, String why) {
      long length = mark.until() - mark.since();
      mark(
          node,
          times < 1
              ? NodeQuarantine.NONE
              : new NodeQuarantine(State.TRIAL, second(), second() + length, times, mark.reason()),
          why);
    }

    private void want(String node, int times, List<Run> failures) {
      var reason =
          "%s of %s in a row failed within %ds of their start"
              .formatted(
                  counted(failures.size(), "pod"),
                  counted(failures.stream().map(Run::gang).distinct().count(), "gang"),
                  rules.failFast() / SECOND);
      long until = second() + Math.max(SECOND, rules.closedFor(times) / SECOND * SECOND);
      var next = new NodeQuarantine(State.CLOSED, second(), until, times, reason);
      wanted.add(new Wanted(node, next, reason, failures.size()));
    }

    private static String counted(long count, String what) {
      return count + " " + what + (count == 1 ? "" : "s");
    }

    /** Unless too many are closed; then it is looked at again whenever another one opens. */
    private void close(Wanted wish) {
      boolean used = nodes.get(wish.node()).filter(Breaker::isInUse).isPresent();
      if (closed < rules.most(seen.size()) && stillInUse - (used ? 1 : 0) > 0) {
        closed++;
        stillInUse -= used ? 1 : 0;
        mark(wish.node(), wish.next(), wish.why());
      }
    }

    private void mark(String node, NodeQuarantine next, String why) {
      markings.add(new Marking(node, next, why));
      if (next.closes()) {
        nodes.get(node).ifPresent(known -> nodes = nodes.with(node, known.withQuarantine(next)));
      }
    }

    /** Two dead nodes must not clear each other of what happens on both, where both can close. */
    private int tooMany() {
      return rules.most(seen.size()) > 1 ? 3 : 2;
    }

    /** What happened longer ago says nothing any more of a node that is not closed. */
    private long memory() {
      return rules.first();
    }

    private long second() {
      return now / SECOND * SECOND;
    }

    private void wake(long at) {
      wakeAt = Math.min(wakeAt, at);
    }
  }
}
