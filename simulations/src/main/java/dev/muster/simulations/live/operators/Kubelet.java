package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs the bound pods of its nodes, without running anything: containers are created for a while,
 * run, and end. Annotations on the pod say how, all under {@code demo.muster.dev/}:
 *
 * <ul>
 *   <li>{@code run-seconds}: ends after that time, divided by the speed; without it, never
 *   <li>{@code exit-code}: how it ends; not 0 fails the pod, or restarts its containers if its
 *       restart policy says so
 *   <li>{@code start-seconds}: how long its containers take to be created
 *   <li>{@code stuck: "true"}: they never are
 *   <li>{@code ignore-deletion: "true"}: it does not end when asked to
 * </ul>
 *
 * <p>On a node with the annotation {@code fail-pods: "true"} each pod that is never restarted fails
 * half a second after its start, and of any other no container comes to be.
 *
 * <p>A worker of a Ray cluster starts once the head of that cluster is ready, as its init container
 * makes real ones do. A pod that ends with 0 has succeeded even where a real kubelet would start it
 * again: this is how work comes to an end here.
 */
final class Kubelet implements Controller {
  /** What cannot be read from the pod: exact instants, and what is on its way there. */
  private static final class Life {
    private static final long NEVER = Long.MIN_VALUE;

    private final long bound;
    private long running;
    private long leaving = NEVER;
    private long restarts;

    Life(long bound) {
      this.bound = bound;
    }
  }

  private static final double BREAKS_SECONDS = 0.5;

  private final World world;
  private final Loop loop;
  private final Settings settings;
  private final Hand hand;
  private final WorkQueue queue;
  private final SortedMap<String, Life> lives = new TreeMap<>();
  private final PodStatus status;
  private final String nodeLabel;

  /** Runs the pods of the nodes with this label; of all nodes, if it is empty. */
  Kubelet(Site site, String nodeLabel) {
    this.world = site.world();
    this.loop = site.loop();
    this.settings = site.settings();
    this.queue = new WorkQueue(loop, this::reconcile);
    this.hand = new Hand(site, "system:kubelet", queue);
    this.status = new PodStatus(hand);
    this.nodeLabel = nodeLabel;
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(Kind.POD, Kind.NODE);
  }

  @Override
  public void on(News news) {
    if (news.kind() == Kind.NODE) {
      boolean comes = news.before() == null && !nodeLabel.isEmpty();
      boolean mended = !fails(news.object()) && news.before() != null && fails(news.before());
      if (comes || mended) {
        world.all(Kind.POD).forEach(pod -> queue.add(Key.of(pod)));
      }
      return;
    }
    Object pod = news.object();
    status.follow(pod, news.exists());
    if (!news.exists()) {
      lives.remove(Trees.uid(pod));
      return;
    }
    queue.add(Key.of(pod));
    if (Ray.isHead(pod) && Pods.ready(pod)) {
      world.owned(Kind.POD, Trees.controllerOf(pod)).forEach(sibling -> queue.add(Key.of(sibling)));
    }
  }

  private void reconcile(Key key) {
    world.get(Kind.POD, key).filter(this::isOwn).ifPresent(pod -> live(key, pod));
  }

  private boolean isOwn(Object pod) {
    return nodeLabel.isEmpty()
        || world
            .get(Kind.NODE, new Key("", Trees.text(pod, "spec", "nodeName")))
            .filter(node -> !Trees.text(node, "metadata", "labels", nodeLabel).isEmpty())
            .isPresent();
  }

  private void live(Key key, Object pod) {
    if (Trees.leaving(pod)) {
      leave(key, pod);
      return;
    }
    if (!Pods.bound(pod) || Pods.ended(pod)) {
      return;
    }
    Life life = life(pod);
    if (Pods.startTime(pod).isEmpty()) {
      hand.status(key, Kind.POD, pod, status.creating(pod));
    } else if (!Pods.running(pod)) {
      begin(key, pod, life);
    } else if (Pods.restarts(pod) < life.restarts) {
      restart(key, pod, life);
    } else {
      endWhenDue(key, pod, life);
    }
  }

  private Life life(Object pod) {
    return lives.computeIfAbsent(Trees.uid(pod), uid -> recall(pod));
  }

  /** A pod may have begun under a kubelet before this one: its status says when, to the second. */
  private Life recall(Object pod) {
    Life life = new Life(loop.monotonic() - Pods.age(Pods.startTime(pod), loop.now()));
    if (Pods.running(pod)) {
      life.running = loop.monotonic() - Pods.age(Pods.runningSince(pod), loop.now());
      life.restarts = Pods.restarts(pod);
    }
    return life;
  }

  private void begin(Key key, Object pod, Life life) {
    long left = startMillis(pod) - (loop.monotonic() - life.bound);
    if (left > 0) {
      queue.addAfter(left, key);
    } else if (!isStuck(pod) && headIsReady(pod)) {
      life.running = loop.monotonic();
      hand.status(key, Kind.POD, pod, status.running(pod, life.restarts));
    }
  }

  private boolean isStuck(Object pod) {
    return Pods.wish(pod, "stuck").equals("true")
        || (breaks(pod) && !Pods.restartPolicy(pod).equals("Never"));
  }

  private boolean breaks(Object pod) {
    return world
        .get(Kind.NODE, new Key("", Trees.text(pod, "spec", "nodeName")))
        .filter(Kubelet::fails)
        .isPresent();
  }

  private static boolean fails(Object node) {
    return Pods.wish(node, "fail-pods").equals("true");
  }

  private void endWhenDue(Key key, Object pod, Life life) {
    boolean breaks = breaks(pod) && Pods.restartPolicy(pod).equals("Never");
    double seconds = breaks ? BREAKS_SECONDS : Pods.wish(pod, "run-seconds", -1);
    if (seconds < 0) {
      return;
    }
    long left = settings.runMillis(seconds) - (loop.monotonic() - life.running);
    long code = breaks ? 1 : Math.round(Pods.wish(pod, "exit-code", 0));
    if (left > 0) {
      queue.addAfter(left, key);
    } else if (code == 0 || Pods.restartPolicy(pod).equals("Never")) {
      hand.status(key, Kind.POD, pod, status.ended(pod, code, life.restarts));
    } else {
      life.restarts++;
      life.running = loop.monotonic();
      restart(key, pod, life);
    }
  }

  private void restart(Key key, Object pod, Life life) {
    long code = Math.round(Pods.wish(pod, "exit-code", 0));
    hand.status(key, Kind.POD, pod, status.restarted(pod, code, life.restarts));
  }

  private void leave(Key key, Object pod) {
    boolean runs = Pods.bound(pod) && !Pods.ended(pod);
    if (!runs) {
      removeOnce(key, pod);
      return;
    }
    if (Pods.wish(pod, "ignore-deletion").equals("true")) {
      return;
    }
    Life life = life(pod);
    if (life.leaving == Life.NEVER) {
      life.leaving = loop.monotonic();
    }
    long left = settings.terminationMillis() - (loop.monotonic() - life.leaving);
    if (left > 0) {
      queue.addAfter(left, key);
    } else {
      removeOnce(key, pod);
    }
  }

  /** One that has no time left waits for finalizers of others. */
  private void removeOnce(Key key, Object pod) {
    if (Trees.number(pod, 0, "metadata", "deletionGracePeriodSeconds") > 0) {
      hand.remove(key, Kind.POD, pod);
    }
  }

  private long startMillis(Object pod) {
    double seconds = Pods.wish(pod, "start-seconds", -1);
    return seconds < 0 ? settings.startMillis() : settings.runMillis(seconds);
  }

  private boolean headIsReady(Object pod) {
    return !Ray.waitsForHead(pod)
        || world.owned(Kind.POD, Trees.controllerOf(pod)).stream()
            .anyMatch(
                sibling -> Ray.isHead(sibling) && (Pods.ready(sibling) || Pods.succeeded(sibling)));
  }
}
