package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.Resources;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pods that should have been held at their creation, were not, and have no node yet. They come when
 * nobody leads, or when the webhook is not there to hold them; kube-scheduler sends each wherever
 * it fits, whatever was promised to its gang.
 *
 * <p>Goal: nothing is given away that such a pod can still take; and none of them keeps others from
 * room for long.
 *
 * <p>Algorithm: a node is unsettled while one of them fits beside what is bound there, but for so
 * long only as kube-scheduler can need to see that: counted from when the node began to have the
 * room, or the last such pod came. One that has no node by then waits for something else. So a pod
 * that fits nowhere concerns nobody until room for it is freed, and then only until it is taken.
 * Pods are kept by shape, which is that of their pod set: the first of a shape and the last cost a
 * look at all nodes, a look at a node costs the number of shapes. Without such pods nothing costs
 * anything.
 */
final class Strays {
  /**
   * kube-scheduler's longest pause between two tries is ten seconds, and another one takes over
   * from one that is lost within less than twenty.
   */
  static final long CHANCE_MILLIS = 30_000;

  /** What such a pod takes, and where it may run. */
  record Shape(Resources footprint, Constraints constraints) {}

  private static final class Known {
    private int pods;
    private long newest;

    /** Whether some node has the room and is settled for all that. */
    private boolean passedOver;

    /** Since when a node has room for one. */
    private final TreeMap<String, Long> room = new TreeMap<>();

    private long until(String node) {
      var since = room.get(node);
      return since == null ? Long.MIN_VALUE : Math.max(since, newest) + CHANCE_MILLIS;
    }
  }

  private final LongSupplier clock;
  private final Map<String, SortedMap<String, Shape>> byGang = new HashMap<>();
  private final Map<Shape, Known> shapes = new LinkedHashMap<>();
  private long changesAt = Long.MAX_VALUE;

  /** {@code clock}: steady milliseconds. */
  Strays(LongSupplier clock) {
    this.clock = clock;
  }

  boolean isEmpty() {
    return shapes.isEmpty();
  }

  /** When some node is settled by time alone; never, if {@link Long#MAX_VALUE}. */
  long changesAt() {
    return changesAt;
  }

  /**
   * Those that a gang has now, by UID; replaces what was.
   *
   * @return whether every node must be looked at again
   */
  boolean put(String gang, SortedMap<String, Shape> pods) {
    var before = byGang.getOrDefault(gang, new TreeMap<>());
    if (before.equals(pods)) {
      return false;
    }
    boolean all = false;
    for (var pod : pods.entrySet()) {
      if (!pod.getValue().equals(before.get(pod.getKey()))) {
        all |= come(pod.getValue());
      }
    }
    for (var pod : before.entrySet()) {
      if (!pod.getValue().equals(pods.get(pod.getKey()))) {
        all |= leave(pod.getValue());
      }
    }
    if (pods.isEmpty()) {
      byGang.remove(gang);
    } else {
      byGang.put(gang, new TreeMap<>(pods));
    }
    return all;
  }

  /** Whether that unsettles nodes: not if others of the shape keep all unsettled that it could. */
  private boolean come(Shape shape) {
    var known = shapes.computeIfAbsent(shape, unused -> new Known());
    boolean matters = known.pods == 0 || known.passedOver;
    known.pods++;
    known.newest = clock.getAsLong();
    known.passedOver = false;
    return matters;
  }

  /** Whether that settles nodes. */
  private boolean leave(Shape shape) {
    var known = shapes.get(shape);
    if (known == null || --known.pods > 0) {
      return false;
    }
    shapes.remove(shape);
    return true;
  }

  /** Begins a look at all nodes, after which {@link #changesAt} is right again. */
  void lookAtAll() {
    changesAt = Long.MAX_VALUE;
  }

  /**
   * Whether a node is unsettled.
   *
   * @param node null if it is gone
   * @param bound what pods take that are there
   */
  boolean unsettle(String name, @Nullable Node node, Resources bound) {
    boolean unsettled = false;
    long now = clock.getAsLong();
    for (var entry : shapes.entrySet()) {
      var known = entry.getValue();
      if (node == null || !fits(entry.getKey(), node, bound)) {
        known.room.remove(name);
        continue;
      }
      known.room.putIfAbsent(name, now);
      long until = known.until(name);
      if (now < until) {
        unsettled = true;
        changesAt = Math.min(changesAt, until);
      } else {
        known.passedOver = true;
      }
    }
    return unsettled;
  }

  private static boolean fits(Shape shape, Node node, Resources bound) {
    // kube-scheduler knows nothing of a quarantine.
    var open = node.withUnsettled(false).withQuarantine(NodeQuarantine.NONE);
    return open.exclusion(shape.constraints()).isEmpty()
        && bound.plus(shape.footprint()).fitsIn(node.allocatable());
  }

  /**
   * The pods of this gang that are such, by UID; {@code placed} are its pod sets with a promise.
   */
  static SortedMap<String, Shape> of(GangEntry gang, TreeSet<String> placed) {
    var strays = new TreeMap<String, Shape>();
    for (var member : gang.members) {
      if (member.pod().isStray() && placed.contains(member.podSet())) {
        PodSets.named(gang, member.podSet())
            .ifPresent(set ->
                strays.put(
                    member.pod().view().uid(), new Shape(set.footprint(), set.constraints())));
      }
    }
    return strays;
  }
}
