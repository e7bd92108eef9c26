package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pods of RayClusters as KubeRay does: the head, then the workers of each group, all from
 * their templates with what KubeRay adds. Failed pods are replaced under new names; suspension
 * deletes all pods, and ends only once none is left. Pods that succeeded stay, so that a cluster
 * whose pods run for a set time comes to an end; failed ones with the annotation {@code
 * demo.muster.dev/keep-failed: "true"} stay as well. Workers annotated {@code
 * demo.muster.dev/unseen: "true"} are not seen, as by an operator whose view is old.
 */
final class RayClusters implements Controller {
  private final World world;
  private final Loop loop;
  private final Settings settings;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring children;
  private final RayClusterStatus status;
  private final SortedMap<String, Long> failedSince = new TreeMap<>();

  RayClusters(Site site) {
    this.world = site.world();
    this.loop = site.loop();
    this.settings = site.settings();
    this.queue = new WorkQueue(loop, this::reconcile);
    this.hand = new Hand(site, "system:kuberay", queue);
    this.status = new RayClusterStatus(world, hand);
    this.children = new Offspring(site, hand, queue, "FailedToCreatePod");
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.RAY_CLUSTER, Kind.POD, Kind.SERVICE);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.RAY_CLUSTER) {
      if (!news.exists()) {
        children.forget(news.object());
      }
      queue.add(Key.of(news.object()));
      return;
    }
    if (!news.exists()) {
      failedSince.remove(Trees.uid(news.object()));
    }
    Key.ofController(news.object(), "RayCluster").ifPresent(queue::add);
  }

  private void reconcile(Key key) {
    world
        .get(Kind.RAY_CLUSTER, key)
        .filter(cluster -> !Trees.leaving(cluster))
        .ifPresent(cluster -> {
          boolean suspending =
              Trees.flag(cluster, "spec", "suspend")
                  || Trees.condition(cluster, "RayClusterSuspending").equals("True");
          boolean acts = suspending ? deleteAll(key, pods(cluster)) : makePods(key, cluster);
          if (!acts) {
            status.write(key, cluster, suspending);
          }
        });
  }

  /** Tells whether anything is to be written for it. */
  private boolean deleteAll(Key key, List<Map<String, @Nullable Object>> pods) {
    var present = pods.stream().filter(pod -> !Trees.leaving(pod)).toList();
    present.forEach(pod -> hand.delete(key, Kind.POD, pod));
    return !present.isEmpty();
  }

  private boolean makePods(Key key, Object cluster) {
    var surplus = new ArrayList<>(failedLongEnough(key, cluster));
    long made = 0;
    long room = isWhole(key, cluster) ? 0 : children.room(cluster);
    var service = new Key(key.namespace(), RayPods.headServiceName(cluster));
    if (made < room && world.get(Kind.SERVICE, service).isEmpty()) {
      children.create(cluster, Kind.SERVICE, RayPods.headService(cluster));
      made++;
    }
    if (made < room && pods(cluster).stream().noneMatch(Ray::isHead)) {
      children.create(cluster, Kind.POD, RayPods.head(cluster));
      made++;
    }
    for (var group : Trees.maps(cluster, "spec", "workerGroupSpecs")) {
      var present = present(cluster, group);
      long wanted = Ray.wanted(group);
      for (long i = present.size(); i < wanted && made < room; i++) {
        children.createPod(cluster, number -> RayPods.worker(cluster, group, number));
        made++;
      }
      present.stream().skip(wanted).filter(pod -> !surplus.contains(pod)).forEach(surplus::add);
    }
    return deleteAll(key, surplus) | made > 0;
  }

  private boolean isWhole(Key key, Object cluster) {
    var service = new Key(key.namespace(), RayPods.headServiceName(cluster));
    return world.get(Kind.SERVICE, service).isPresent()
        && pods(cluster).stream().anyMatch(Ray::isHead)
        && Trees.maps(cluster, "spec", "workerGroupSpecs").stream()
            .allMatch(group -> present(cluster, group).size() >= Ray.wanted(group));
  }

  /** The failed pods that are to be replaced now; of the others there will be another look. */
  private List<Map<String, @Nullable Object>> failedLongEnough(Key key, Object cluster) {
    var due = new ArrayList<Map<String, @Nullable Object>>();
    for (var pod : pods(cluster)) {
      boolean stays = Trees.leaving(pod) || Pods.wish(pod, "keep-failed").equals("true");
      if (Pods.failed(pod) && !stays) {
        long since = failedSince.computeIfAbsent(Trees.uid(pod), uid -> loop.monotonic());
        long left = since + settings.recreateMillis() - loop.monotonic();
        if (left > 0) {
          queue.addAfter(left, key);
        } else {
          due.add(pod);
        }
      }
    }
    return due;
  }

  private List<Map<String, @Nullable Object>> present(Object cluster, Object group) {
    String name = Trees.text(group, "groupName");
    return pods(cluster).stream()
        .filter(pod -> Ray.isWorker(pod) && Ray.label(pod, Ray.GROUP).equals(name))
        .filter(pod -> !Trees.leaving(pod) && !Pods.wish(pod, "unseen").equals("true"))
        .toList();
  }

  private List<Map<String, @Nullable Object>> pods(Object cluster) {
    return world.owned(Kind.POD, Trees.uid(cluster));
  }
}
