package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pods of StatefulSets, each under its own number: made from the lowest, taken away from
 * the highest, one after the other unless the set says {@code Parallel}. What failed, ended or is
 * gone is made again under the same name, and a new template replaces them from the highest.
 *
 * <p>There are no volumes here, so {@code volumeClaimTemplates} are not looked at; and there are no
 * ControllerRevisions, so what is made anew is made from the present template, below a partition
 * too.
 */
final class StatefulSets implements Controller {
  private final World world;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring children;

  StatefulSets(Site site) {
    this.world = site.world();
    this.queue = new WorkQueue(site.loop(), this::reconcile);
    this.hand = new Hand(site, "system:statefulset-controller", queue);
    this.children = new Offspring(site, hand, queue, "FailedCreate");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.STATEFUL_SET, Kind.POD);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.POD) {
      Key.ofController(news.object(), "StatefulSet").ifPresent(queue::add);
      return;
    }
    if (!news.exists()) {
      children.forget(news.object());
    }
    queue.add(Key.of(news.object()));
  }

  private void reconcile(Key key) {
    world
        .get(Kind.STATEFUL_SET, key)
        .filter(set -> !Trees.leaving(set))
        .ifPresent(set -> {
          var pods = StatefulPods.of(set, world.owned(Kind.POD, Trees.uid(set)));
          if (!replaceEnded(key, pods) && !grow(pods) && !shrink(key, pods)) {
            update(key, pods);
          }
          hand.status(key, Kind.STATEFUL_SET, set, pods.status());
        });
  }

  /** Pods that ended make room for others of their names. Tells whether there were any. */
  private boolean replaceEnded(Key key, StatefulPods pods) {
    var ended =
        pods.pods().values().stream()
            .filter(pod -> Pods.ended(pod) && !Trees.leaving(pod))
            .toList();
    ended.forEach(pod -> hand.delete(key, Kind.POD, pod));
    return !ended.isEmpty();
  }

  /**
   * Makes what is missing, in order each only when those before it are ready. Tells whether there
   * is something to wait for.
   */
  private boolean grow(StatefulPods pods) {
    long room = -1;
    for (long number = pods.first(); number < pods.end(); number++) {
      var pod = pods.pods().get(number);
      boolean waits = pod != null && !StatefulPods.isHealthy(pod);
      if (waits && !pods.isParallel()) {
        return true;
      }
      if (pod == null) {
        room = room < 0 ? children.room(pods.set()) : room;
        if (room == 0) {
          return true;
        }
        children.create(pods.set(), Kind.POD, pods.pod(number));
        room--;
        if (!pods.isParallel()) {
          return true;
        }
      }
    }
    return room >= 0;
  }

  /** Takes away those too many, from the highest. Tells whether there are any. */
  private boolean shrink(Key key, StatefulPods pods) {
    boolean any = false;
    for (var entry : pods.pods().reversed().entrySet()) {
      if (!pods.isOwn(entry.getKey()) && !(any && !pods.isParallel())) {
        any = true;
        deleteOnce(key, entry.getValue());
      }
    }
    return any;
  }

  /** Replaces one pod of an earlier template, the highest, unless one is on its way already. */
  private void update(Key key, StatefulPods pods) {
    for (var entry : pods.pods().reversed().entrySet()) {
      if (entry.getKey() < pods.updatedFrom()) {
        return;
      }
      if (!pods.isUpdated(entry.getValue())) {
        deleteOnce(key, entry.getValue());
        return;
      }
      if (!StatefulPods.isHealthy(entry.getValue())) {
        return;
      }
    }
  }

  private void deleteOnce(Key key, Map<String, @Nullable Object> pod) {
    if (!Trees.leaving(pod)) {
      hand.delete(key, Kind.POD, pod);
    }
  }
}
