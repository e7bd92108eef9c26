package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pods of RayClusters as KubeRay does: the head, then the workers of each group, all from
 * their templates with what KubeRay adds. Failed pods are replaced under new names; suspension
 * deletes all pods, and ends only once none is left. Pods that succeeded stay, so that a cluster
 * whose pods run for a set time comes to an end; failed ones with the annotation {@code
 * demo.muster.dev/keep-failed: "true"} stay as well.
 */
final class RayClusters {
  /** Pods made at one look: however many are wanted, others get their turn. */
  private static final long BATCH = 200;

  private final World world;
  private final Loop loop;
  private final Settings settings;
  private final Hand hand;
  private final WorkQueue<Key> queue;
  private final Refusals refusals;
  private final RayClusterStatus status;
  private final SortedMap<String, Long> failedSince = new TreeMap<>();
  private final Numbers numbers = new Numbers();

  RayClusters(World world, Store store, Loop loop, Settings settings) {
    this.world = world;
    this.loop = loop;
    this.settings = settings;
    this.hand = new Hand(store, loop, "system:kuberay");
    this.status = new RayClusterStatus(world, hand);
    this.queue = new WorkQueue<>(loop, this::reconcile);
    this.refusals = new Refusals(hand, queue, "FailedToCreatePod");
    world.all(Kind.RAY_CLUSTER).forEach(cluster -> queue.add(Key.of(cluster)));
  }

  /** Takes notice of one write. */
  void onChange(Kind kind, Change change) {
    boolean gone = change.type() == ChangeType.DELETED;
    if (kind == Kind.RAY_CLUSTER) {
      if (gone) {
        numbers.forget(change.object());
        refusals.forget(change.object());
      }
      queue.add(Key.of(change.object()));
    } else if (kind == Kind.POD) {
      if (gone) {
        failedSince.remove(Trees.uid(change.object()));
      }
      Key.ofController(change.object(), "RayCluster").ifPresent(queue::add);
    }
  }

  private void reconcile(Key key) {
    world
        .get(Kind.RAY_CLUSTER, key)
        .filter(cluster -> !Trees.leaving(cluster))
        .ifPresent(cluster -> {
          boolean suspending =
              Trees.flag(cluster, "spec", "suspend")
                  || Trees.condition(cluster, "RayClusterSuspending").equals("True");
          if (suspending) {
            pods(cluster).forEach(this::deleteOnce);
          } else {
            makePods(key, cluster);
          }
          status.write(key, suspending);
        });
  }

  private void deleteOnce(Object pod) {
    if (!Trees.leaving(pod)) {
      hand.delete(Kind.POD, pod);
    }
  }

  private void makePods(Key key, Object cluster) {
    pods(cluster).stream().filter(Pods::failed).forEach(pod -> replaceWhenDue(key, pod));
    if (makeService(key, cluster) && makeHead(key, cluster)) {
      for (var group : Trees.maps(cluster, "spec", "workerGroupSpecs")) {
        scale(key, cluster, group);
      }
    }
  }

  private boolean makeService(Key key, Object cluster) {
    var service = new Key(key.namespace(), RayPods.headServiceName(cluster));
    return world.get(Kind.SERVICE, service).isPresent()
        || refusals.wentWell(
            cluster, hand.createOnce(Kind.SERVICE, key.namespace(), RayPods.headService(cluster)));
  }

  private boolean makeHead(Key key, Object cluster) {
    return pods(cluster).stream().anyMatch(Ray::isHead)
        || refusals.wentWell(
            cluster, hand.createOnce(Kind.POD, key.namespace(), RayPods.head(cluster)));
  }

  private void replaceWhenDue(Key key, Object pod) {
    if (Trees.leaving(pod) || Pods.wish(pod, "keep-failed").equals("true")) {
      return;
    }
    Long since = failedSince.get(Trees.uid(pod));
    if (since == null) {
      failedSince.put(Trees.uid(pod), loop.monotonic());
      queue.addAfter(settings.recreateMillis(), key);
    } else if (loop.monotonic() - since >= settings.recreateMillis()) {
      hand.delete(Kind.POD, pod);
    }
  }

  private void scale(Key key, Object cluster, Object group) {
    String name = Trees.text(group, "groupName");
    List<Map<String, @Nullable Object>> present =
        pods(cluster).stream()
            .filter(pod -> Ray.isWorker(pod) && Ray.label(pod, Ray.GROUP).equals(name))
            .filter(pod -> !Trees.leaving(pod))
            .toList();
    long wanted = Ray.wanted(group);
    for (long i = present.size(); i < wanted; i++) {
      if (i - present.size() == BATCH) {
        queue.add(key);
        return;
      }
      if (!refusals.wentWell(cluster, createWorker(cluster, group))) {
        return;
      }
    }
    present.stream().skip(wanted).forEach(pod -> hand.delete(Kind.POD, pod));
  }

  private Optional<Response.Failure> createWorker(Object cluster, Object group) {
    return numbers.create(
        cluster,
        number ->
            hand.create(
                Kind.POD, Trees.namespace(cluster), RayPods.worker(cluster, group, number)));
  }

  private List<Map<String, @Nullable Object>> pods(Object cluster) {
    return world.owned(Kind.POD, Trees.uid(cluster));
  }
}
