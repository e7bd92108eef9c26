package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Places pods as kube-scheduler does by default: one at a time, by priority and then in the order
 * of their coming, each on the node that has most left. It spreads, so it readily puts the small
 * pods of a gang where its large one should have gone; whoever wants a packing kept must gate the
 * pods and direct each.
 *
 * <p>Cost: a placement looks at every node once. A pod that fits nowhere is put aside, and looked
 * at again only against nodes that have changed or become freer since.
 */
final class PodScheduler implements Controller {
  private record Turn(String uid, long priority, long arrival, Key key) {}

  private record Aside(Turn turn, Rooms.Ask ask) {}

  private static final Comparator<Turn> ORDER =
      Comparator.comparingLong((Turn turn) -> -turn.priority()).thenComparingLong(Turn::arrival);

  private final World world;
  private final Loop loop;
  private final WorkQueue retries;
  private final Hand hand;
  private final Rooms rooms = new Rooms();
  private final TreeSet<Turn> turns = new TreeSet<>(ORDER);
  private final SortedMap<String, Turn> turnOf = new TreeMap<>();
  private final SortedMap<String, Aside> aside = new TreeMap<>();
  private final SortedMap<String, Map<String, @Nullable Object>> specs = new TreeMap<>();
  private final SortedSet<String> retried = new TreeSet<>();
  private long arrivals;
  private boolean stepPosted;

  PodScheduler(Site site) {
    this.world = site.world();
    this.loop = site.loop();
    this.retries = new WorkQueue(loop, this::reconsider);
    this.hand = new Hand(site, "system:kube-scheduler", retries);
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.NODE, Kind.POD, Kind.PRIORITY_CLASS);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.POD) {
      podChanged(news.object(), news.exists());
    } else if (news.kind() == Kind.NODE && news.exists()) {
      rooms.putNode(news.object());
    } else if (news.kind() == Kind.NODE) {
      rooms.removeNode(Trees.name(news.object()));
    } else {
      return; // a priority class counts for the pods that come after it
    }
    step();
  }

  private void podChanged(Object pod, boolean exists) {
    rooms.putPod(pod, exists);
    String uid = Trees.uid(pod);
    if (!exists || !waits(pod)) {
      forget(uid);
    } else if (!Trees.map(pod, "spec").equals(specs.get(uid))) {
      forget(uid);
      Turn turn = new Turn(uid, priority(pod), arrivals++, Key.of(pod));
      specs.put(uid, Trees.map(pod, "spec"));
      turnOf.put(uid, turn);
      turns.add(turn);
    }
  }

  /**
   * What was written for the pod failed: it has its turn again, as if it were new. Its failures
   * count until then, so that the next pause is longer.
   */
  private void reconsider(Key key) {
    world
        .get(Kind.POD, key)
        .ifPresent(pod -> {
          String uid = Trees.uid(pod);
          rooms.release(uid);
          forget(uid);
          podChanged(pod, true);
          if (turnOf.containsKey(uid) && retried.add(uid)) {
            retries.begin(key);
          }
          step();
        });
  }

  private void hadItsTurn(Turn turn) {
    if (retried.remove(turn.uid())) {
      retries.end(turn.key(), true);
    }
  }

  private boolean waits(Object pod) {
    String scheduler = Trees.text(pod, "spec", "schedulerName");
    return !Pods.bound(pod)
        && !Pods.ended(pod)
        && !Trees.leaving(pod)
        && !rooms.expects(Trees.uid(pod))
        && (scheduler.isEmpty() || scheduler.equals("default-scheduler"));
  }

  private void forget(String uid) {
    Turn turn = turnOf.remove(uid);
    if (turn != null) {
      turns.remove(turn);
      hadItsTurn(turn);
    }
    aside.remove(uid);
    specs.remove(uid);
  }

  private long priority(Object pod) {
    if (Trees.at(pod, "spec", "priority") instanceof Number number) {
      return number.longValue();
    }
    String name = Trees.text(pod, "spec", "priorityClassName");
    if (!name.isEmpty()) {
      return world
          .get(Kind.PRIORITY_CLASS, new Key("", name))
          .map(found -> Trees.number(found, 0, "value"))
          .orElse(0L);
    }
    return world.all(Kind.PRIORITY_CLASS).stream()
        .filter(found -> Trees.flag(found, "globalDefault"))
        .mapToLong(found -> Trees.number(found, 0, "value"))
        .findFirst()
        .orElse(0);
  }

  private void step() {
    recall(rooms.takeEased());
    if (!stepPosted && !turns.isEmpty()) {
      stepPosted = true;
      loop.post(() -> {
        stepPosted = false;
        Turn next = turns.pollFirst();
        if (next != null) {
          world.get(Kind.POD, next.key()).ifPresent(pod -> place(next, pod));
          hadItsTurn(next);
        }
        step();
      });
    }
  }

  /** Brings back the pods put aside that one of these nodes can take now. */
  private void recall(List<String> nodes) {
    if (nodes.isEmpty()) {
      return;
    }
    for (Aside waiting : List.copyOf(aside.values())) {
      if (nodes.stream().anyMatch(node -> rooms.refusals(waiting.ask(), node).isEmpty())) {
        aside.remove(waiting.turn().uid());
        turns.add(waiting.turn());
      }
    }
  }

  private void place(Turn turn, Object pod) {
    if (!turn.uid().equals(Trees.uid(pod))) {
      return;
    }
    if (Pods.gated(pod)) {
      unscheduled(
          pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates");
      return;
    }
    Rooms.Ask ask = Rooms.Ask.of(pod);
    var reasons = new TreeMap<String, Integer>();
    Optional<String> best = best(ask, reasons);
    if (best.isPresent()) {
      rooms.expect(pod, best.get());
      hand.bind(pod, best.get());
      forget(turn.uid());
      return;
    }
    aside.put(turn.uid(), new Aside(turn, ask));
    String message = message(reasons);
    if (unscheduled(pod, "Unschedulable", message)) {
      hand.tell(pod, "Warning", "FailedScheduling", message);
    }
  }

  /** The most liked node that takes the pod, ties by name; or why none does, per reason. */
  private Optional<String> best(Rooms.Ask ask, Map<String, Integer> reasons) {
    String best = "";
    long bestScore = -1;
    for (String node : rooms.nodes()) {
      var refusals = rooms.refusals(ask, node);
      refusals.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
      if (refusals.isEmpty() && rooms.score(ask, node) > bestScore) {
        best = node;
        bestScore = rooms.score(ask, node);
      }
    }
    return bestScore < 0 ? Optional.empty() : Optional.of(best);
  }

  private String message(Map<String, Integer> reasons) {
    int nodes = rooms.nodes().size();
    if (nodes == 0) {
      return "no nodes available to schedule pods";
    }
    return reasons.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .sorted()
        .collect(Collectors.joining(", ", "0/" + nodes + " nodes are available: ", "."));
  }

  /** Writes why the pod is on no node; tells whether that is news. */
  private boolean unscheduled(Object pod, String reason, String message) {
    boolean known =
        Trees.maps(pod, "status", "conditions").stream()
            .anyMatch(condition ->
                Trees.text(condition, "type").equals("PodScheduled")
                    && Trees.text(condition, "reason").equals(reason)
                    && Trees.text(condition, "message").equals(message));
    if (!known) {
      var conditions =
          Conditions.of(pod, hand.stamp()).set("PodScheduled", false, reason, message).list();
      hand.status(
          Key.of(pod), Kind.POD, pod, Trees.object("phase", "Pending", "conditions", conditions));
    }
    return !known;
  }
}
