package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Store;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps as many pods of a ReplicaSet as it says; pods that ended are replaced, and stay. */
final class ReplicaSets {
  private static final long BATCH = 200;

  private final World world;
  private final Hand hand;
  private final WorkQueue<Key> queue;
  private final Refusals refusals;
  private final Numbers numbers = new Numbers();

  ReplicaSets(World world, Store store, Loop loop) {
    this.world = world;
    this.hand = new Hand(store, loop, "system:replicaset-controller");
    this.queue = new WorkQueue<>(loop, this::reconcile);
    this.refusals = new Refusals(hand, queue, "FailedCreate");
    world.all(Kind.REPLICA_SET).forEach(set -> queue.add(Key.of(set)));
  }

  /** Takes notice of one write. */
  void onChange(Kind kind, Change change) {
    if (kind == Kind.REPLICA_SET) {
      if (change.type() == ChangeType.DELETED) {
        numbers.forget(change.object());
        refusals.forget(change.object());
      }
      queue.add(Key.of(change.object()));
    } else if (kind == Kind.POD) {
      Key.ofController(change.object(), "ReplicaSet").ifPresent(queue::add);
    }
  }

  private void reconcile(Key key) {
    world.get(Kind.REPLICA_SET, key).filter(set -> !Trees.leaving(set)).ifPresent(this::scale);
  }

  private void scale(Object set) {
    var live = live(set);
    long wanted = Math.max(0, Trees.number(set, 1, "spec", "replicas"));
    live.stream().skip(wanted).forEach(pod -> hand.delete(Kind.POD, pod));
    for (long i = live.size(); i < wanted; i++) {
      if (i - live.size() == BATCH) {
        queue.add(Key.of(set));
        break;
      }
      if (!createPod(set)) {
        break;
      }
    }
    write(set);
  }

  private boolean createPod(Object set) {
    var template = Trees.map(set, "spec", "template");
    return refusals.wentWell(
        set,
        numbers.create(
            set,
            number -> {
              String name = Trees.name(set) + "-" + Suffix.of(Trees.uid(set), number);
              var pod = Templates.pod(set, name, Trees.object(), template);
              return hand.create(Kind.POD, Trees.namespace(set), pod);
            }));
  }

  private List<Map<String, @Nullable Object>> live(Object set) {
    return world.owned(Kind.POD, Trees.uid(set)).stream()
        .filter(pod -> !Pods.ended(pod) && !Trees.leaving(pod))
        .toList();
  }

  private void write(Object set) {
    var live = live(set);
    long ready = live.stream().filter(Pods::ready).count();
    hand.status(
        Kind.REPLICA_SET,
        set,
        Trees.object(
            "replicas",
            (long) live.size(),
            "fullyLabeledReplicas",
            (long) live.size(),
            "readyReplicas",
            ready,
            "availableReplicas",
            ready,
            "observedGeneration",
            Trees.number(set, 0, "metadata", "generation")));
  }
}
