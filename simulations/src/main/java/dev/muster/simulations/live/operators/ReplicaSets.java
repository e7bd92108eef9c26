package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps as many pods of a ReplicaSet as it says; pods that ended are replaced, and stay. */
final class ReplicaSets implements Controller {
  private final World world;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring pods;

  ReplicaSets(Site site) {
    this.world = site.world();
    this.queue = new WorkQueue(site.loop(), this::reconcile);
    this.hand = new Hand(site, "system:replicaset-controller", queue);
    this.pods = new Offspring(site, hand, queue, "FailedCreate");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.REPLICA_SET, Kind.POD);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.POD) {
      Key.ofController(news.object(), "ReplicaSet").ifPresent(queue::add);
    } else {
      if (!news.exists()) {
        pods.forget(news.object());
      }
      queue.add(Key.of(news.object()));
    }
  }

  private void reconcile(Key key) {
    world.get(Kind.REPLICA_SET, key).filter(set -> !Trees.leaving(set)).ifPresent(this::scale);
  }

  private void scale(Object set) {
    var live = live(set);
    long wanted = Math.max(0, Trees.number(set, 1, "spec", "replicas"));
    long missing = Math.min(wanted - live.size(), wanted > live.size() ? pods.room(set) : 0);
    for (long i = 0; i < missing; i++) {
      pods.createPod(set, number -> pod(set, number));
    }
    live.stream().skip(wanted).forEach(pod -> hand.delete(Key.of(set), Kind.POD, pod));
    if (missing <= 0 && live.size() <= wanted) {
      write(set);
    }
  }

  private static Map<String, @Nullable Object> pod(Object set, long number) {
    String name = Trees.name(set) + "-" + Suffix.of(Trees.uid(set), number);
    return Templates.pod(set, name, Trees.object(), Trees.map(set, "spec", "template"));
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
        Key.of(set),
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
