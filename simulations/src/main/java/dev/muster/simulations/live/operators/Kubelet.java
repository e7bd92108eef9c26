package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Store;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs the bound pods of all nodes, without running anything: containers are created for a while,
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
 * <p>A worker of a Ray cluster starts once the head of that cluster is ready, as its init container
 * makes real ones do. A pod that ends with 0 has succeeded even where a real kubelet would start it
 * again: this is how work comes to an end here.
 */
final class Kubelet {
  /** What is not to be read from the pod: exact instants, and the restarts. */
  private static final class Life {
    private static final long NEVER = Long.MIN_VALUE;

    private final long bound;
    private long running = NEVER;
    private long leaving = NEVER;
    private int restarts;

    Life(long bound) {
      this.bound = bound;
    }
  }

  private final World world;
  private final Loop loop;
  private final Settings settings;
  private final Hand hand;
  private final WorkQueue<Key> queue;
  private final SortedMap<String, Life> lives = new TreeMap<>();
  private final PodStatus status;

  Kubelet(World world, Store store, Loop loop, Settings settings) {
    this.world = world;
    this.loop = loop;
    this.settings = settings;
    this.hand = new Hand(store, loop, "system:kubelet");
    this.queue = new WorkQueue<>(loop, this::reconcile);
    this.status = new PodStatus(hand);
    world.all(Kind.POD).forEach(pod -> queue.add(Key.of(pod)));
  }

  /** Takes notice of one write. */
  void onChange(Kind kind, Change change) {
    if (kind != Kind.POD) {
      return;
    }
    if (change.type() == ChangeType.DELETED) {
      lives.remove(Trees.uid(change.object()));
      return;
    }
    queue.add(Key.of(change.object()));
    if (Ray.isHead(change.object()) && Pods.ready(change.object())) {
      world
          .owned(Kind.POD, Trees.controllerOf(change.object()))
          .forEach(pod -> queue.add(Key.of(pod)));
    }
  }

  private void reconcile(Key key) {
    world.get(Kind.POD, key).ifPresent(pod -> live(key, pod));
  }

  private void live(Key key, Object pod) {
    if (Trees.leaving(pod)) {
      leave(key, pod);
      return;
    }
    if (!Pods.bound(pod) || Pods.ended(pod)) {
      return;
    }
    Life life = life(key, pod);
    if (Trees.text(pod, "status", "startTime").isEmpty()) {
      hand.status(Kind.POD, pod, status.creating(pod));
      queue.addAfter(startMillis(pod), key);
    } else if (life.running == Life.NEVER) {
      begin(key, pod, life);
    } else {
      endWhenDue(key, pod, life);
    }
  }

  private Life life(Key key, Object pod) {
    Life known = lives.get(Trees.uid(pod));
    if (known != null) {
      return known;
    }
    Life life = recall(key, pod);
    lives.put(Trees.uid(pod), life);
    return life;
  }

  /** A pod may have begun under a kubelet before this one: its status says when, to the second. */
  private Life recall(Key key, Object pod) {
    Life life = new Life(loop.monotonic() - Pods.age(Pods.startTime(pod), loop.now()));
    if (!Pods.startTime(pod).isEmpty()) {
      queue.addAfter(startMillis(pod), key);
    }
    if (!Pods.runningSince(pod).isEmpty()) {
      long ran = Pods.age(Pods.runningSince(pod), loop.now());
      life.running = loop.monotonic() - ran;
      life.restarts = Pods.restarts(pod);
      double seconds = Pods.wish(pod, "run-seconds", -1);
      if (seconds >= 0) {
        queue.addAfter(Math.max(0, settings.runMillis(seconds) - ran), key);
      }
    }
    return life;
  }

  private void begin(Key key, Object pod, Life life) {
    boolean created = loop.monotonic() - life.bound >= startMillis(pod);
    if (created && !Pods.wish(pod, "stuck").equals("true") && headIsReady(pod)) {
      life.running = loop.monotonic();
      hand.status(Kind.POD, pod, status.running(pod, life.restarts));
      awaitEnd(key, pod);
    }
  }

  private void awaitEnd(Key key, Object pod) {
    double seconds = Pods.wish(pod, "run-seconds", -1);
    if (seconds >= 0) {
      queue.addAfter(settings.runMillis(seconds), key);
    }
  }

  private void endWhenDue(Key key, Object pod, Life life) {
    double seconds = Pods.wish(pod, "run-seconds", -1);
    if (seconds < 0 || loop.monotonic() - life.running < settings.runMillis(seconds)) {
      return;
    }
    long code = Math.round(Pods.wish(pod, "exit-code", 0));
    if (code == 0 || Pods.restartPolicy(pod).equals("Never")) {
      hand.status(Kind.POD, pod, status.ended(pod, code, life.restarts));
    } else {
      life.restarts++;
      life.running = loop.monotonic();
      hand.status(Kind.POD, pod, status.restarted(pod, code, life.restarts));
      awaitEnd(key, pod);
    }
  }

  private void leave(Key key, Object pod) {
    boolean runs = Pods.bound(pod) && !Pods.ended(pod);
    if (!runs) {
      hand.remove(Kind.POD, pod);
      return;
    }
    if (Pods.wish(pod, "ignore-deletion").equals("true")) {
      return;
    }
    Life life = life(key, pod);
    if (life.leaving == Life.NEVER) {
      life.leaving = loop.monotonic();
      queue.addAfter(settings.terminationMillis(), key);
    } else if (loop.monotonic() - life.leaving >= settings.terminationMillis()) {
      hand.remove(Kind.POD, pod);
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
