package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.History;
import dev.muster.scheduler.model.History.NodeRuns;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How pods of gangs fared on their nodes: facts, from which somebody else concludes.
 *
 * <p>Goal: what is known costs what changed, and a cluster in which nothing fails costs nothing to
 * whoever decides. Algorithm: runs are kept by gang and by node; told of are those of nodes on
 * which some pod failed soon. A pod that is deleted is remembered there for a while, for gangs that
 * failed are taken down at once; a process that starts knows of the pods that are still there.
 */
final class Runs {
  /** A pod that ran longer before it failed says nothing of its node. */
  static final long SOON_MILLIS = 60_000;

  /** How long pods are remembered that are gone, */
  static final long KEPT_MILLIS = 3_600_000;

  /** how many of them, the latest, */
  private static final int MOST_GONE = 10_000;

  /** and how many runs of a node are told of. */
  private static final int MOST_OF_NODE = 64;

  private static final int MOST_ELSEWHERE = 2;

  private static final Comparator<Run> BY_START =
      Comparator.comparingLong(Run::startedAt).thenComparing(Run::pod);

  /** That which says most for its node first: ended well, or runs, or ran longest. */
  private static final Comparator<Run> BEST =
      Comparator.comparingInt(Runs::rank)
          .thenComparingLong(run -> -run.ranMillis())
          .thenComparing(BY_START);

  private final Map<String, TreeMap<String, Run>> byNode = new HashMap<>();
  private final Map<String, TreeMap<String, Run>> byGang = new HashMap<>();
  private final LinkedHashMap<String, Run> gone = new LinkedHashMap<>();
  private final Map<String, Long> since = new HashMap<>();
  private final TreeSet<String> touchedNodes = new TreeSet<>();
  private final TreeSet<String> touchedGangs = new TreeSet<>();
  private PersistentMap<NodeRuns> nodes = PersistentMap.empty();
  private PersistentMap<List<Run>> elsewhere = PersistentMap.empty();

  /**
   * The pods of a gang are these now; none if it is gone. {@code attempt} is that of the pods that
   * do not say theirs: of an object that is the gang itself no pod outlives its attempt.
   */
  void follow(String gang, int attempt, List<Member> members, long now) {
    var before = byGang.getOrDefault(gang, new TreeMap<>());
    var there = new TreeSet<String>();
    for (var member : members) {
      var pod = member.pod();
      there.add(pod.view().uid());
      if (pod.view().run().known() && !pod.node().isEmpty()) {
        put(run(gang, attempt, member, now));
      } else {
        interrupt(pod.view().uid(), gang);
      }
    }
    for (var run : List.copyOf(before.values())) {
      if (!there.contains(run.pod()) && !gone.containsKey(run.pod())) {
        leave(run);
      }
    }
    forgetOld(now);
  }

  private static Run run(String gang, int attempt, Member member, long now) {
    var pod = member.pod();
    var view = pod.view();
    var ran = view.run();
    // A node's clock may be wrong; that of the API server, which made the pod, is believed.
    long earliest = view.created() + ran.ranMillis();
    long endedAt = Math.clamp(ran.endedAt(), earliest, Math.max(now, earliest));
    return new Run(
        view.uid(),
        gang,
        said(view.labels().getOrDefault(Labels.EPOCH, "")).orElse(attempt),
        member.podSet(),
        pod.node(),
        pod.footprint(),
        ran.end(),
        endedAt - ran.ranMillis(),
        ran.ranMillis());
  }

  private static OptionalInt said(String label) {
    try {
      return OptionalInt.of(Integer.parseInt(label));
    } catch (NumberFormatException notOurs) {
      return OptionalInt.empty();
    }
  }

  private void put(Run run) {
    var known = byGang.computeIfAbsent(run.gang(), key -> new TreeMap<>()).get(run.pod());
    boolean isOver = known != null && known.end() != Run.End.NONE;
    if (run.equals(known) || isOver) {
      return; // what becomes of its object afterwards says nothing of the node
    }
    remove(run.pod(), run.gang());
    byGang.computeIfAbsent(run.gang(), key -> new TreeMap<>()).put(run.pod(), run);
    byNode.computeIfAbsent(run.node(), key -> new TreeMap<>()).put(run.pod(), run);
    touch(run);
  }

  /** It does not run any more, and for no reason of its node's. */
  private void interrupt(String pod, String gang) {
    var known = byGang.getOrDefault(gang, new TreeMap<>()).get(pod);
    if (known != null && known.end() == Run.End.NONE) {
      remove(pod, gang);
    }
  }

  /** The pod is no more; what it says is remembered where it matters. */
  private void leave(Run run) {
    boolean matters = run.end() != Run.End.NONE && (isSoon(run) || nodes.containsKey(run.node()));
    if (!matters) {
      remove(run.pod(), run.gang());
      return;
    }
    gone.put(run.pod(), run);
    if (gone.size() > MOST_GONE) {
      var oldest = gone.values().iterator().next();
      gone.remove(oldest.pod());
      remove(oldest.pod(), oldest.gang());
    }
  }

  private void forgetOld(long now) {
    while (!gone.isEmpty()) {
      var oldest = gone.values().iterator().next();
      if (oldest.endedAt() + KEPT_MILLIS > now) {
        return;
      }
      gone.remove(oldest.pod());
      remove(oldest.pod(), oldest.gang());
    }
  }

  private void remove(String pod, String gang) {
    var run = removeFrom(byGang, gang, pod);
    if (run != null) {
      removeFrom(byNode, run.node(), pod);
      touch(run);
    }
  }

  private static @Nullable Run removeFrom(
      Map<String, TreeMap<String, Run>> index, String key, String pod) {
    var runs = index.get(key);
    var removed = runs == null ? null : runs.remove(pod);
    if (runs != null && runs.isEmpty()) {
      index.remove(key);
    }
    return removed;
  }

  private void touch(Run run) {
    touchedNodes.add(run.node());
    touchedGangs.add(run.gang());
  }

  /** A node was opened, by whomever: what happened there before says nothing any more. */
  void forgive(String node, long now) {
    since.put(node, now);
    touchedNodes.add(node);
  }

  /**
   * A node of this name was made then. What ended earlier was on another machine, though its pods
   * may still be there.
   */
  void begin(String node, long created) {
    since.put(node, created);
    touchedNodes.add(node);
  }

  /** A node is gone, and a later one of its name is another machine. */
  void forget(String node) {
    since.remove(node);
    var runs = byNode.get(node);
    if (runs != null) {
      List.copyOf(runs.values())
          .forEach(run -> {
            gone.remove(run.pod());
            remove(run.pod(), run.gang());
          });
    }
  }

  /** All that is known; shares all that did not change with what was returned before. */
  History view() {
    for (var node : touchedNodes) {
      var runs = byNode.getOrDefault(node, new TreeMap<>()).values();
      if (runs.stream().noneMatch(Runs::isSoon)) {
        nodes = nodes.without(node);
        continue;
      }
      var latest = runs.stream().sorted(BY_START.reversed()).limit(MOST_OF_NODE).toList();
      nodes = nodes.with(node, new NodeRuns(since.getOrDefault(node, 0L), latest.reversed()));
    }
    touchedNodes.clear();
    for (var gang : touchedGangs) {
      var runs = byGang.getOrDefault(gang, new TreeMap<>());
      boolean matters = runs.values().stream().anyMatch(Runs::isSoon);
      elsewhere = matters ? elsewhere.with(gang, best(runs)) : elsewhere.without(gang);
    }
    touchedGangs.clear();
    return new History(nodes, elsewhere);
  }

  /** Of each pod set the best run on each of two nodes, if there are so many. */
  private static List<Run> best(TreeMap<String, Run> runs) {
    var best = new TreeMap<String, TreeMap<String, Run>>();
    for (var run : runs.values()) {
      best.computeIfAbsent(run.podSet(), key -> new TreeMap<>())
          .merge(run.node(), run, (one, other) -> BEST.compare(one, other) <= 0 ? one : other);
    }
    var all = new ArrayList<Run>();
    best.forEach((podSet, ofNodes) ->
        ofNodes.values().stream().sorted(BEST).limit(MOST_ELSEWHERE).forEach(all::add));
    return List.copyOf(all);
  }

  private static boolean isSoon(Run run) {
    return run.end() == Run.End.FAILED && run.ranMillis() <= SOON_MILLIS;
  }

  private static int rank(Run run) {
    return switch (run.end()) {
      case SUCCEEDED -> 0;
      case NONE -> 1;
      case FAILED -> 2;
    };
  }
}
