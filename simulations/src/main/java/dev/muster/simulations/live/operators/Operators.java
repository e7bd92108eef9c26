package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.Store;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * All controllers of the embedded cluster, wired. They live on the loop that owns the store, and
 * every write of theirs bears a user name that begins with {@code system:}.
 */
public final class Operators {
  private final World world;
  private final GarbageCollector garbage;
  private final List<BiConsumer<Kind, Change>> controllers;

  private Operators(Store store, Loop loop, Settings settings) {
    this.world = new World(store);
    this.garbage = new GarbageCollector(store, loop);
    this.controllers =
        List.of(
            new PodScheduler(world, store, loop)::onChange,
            new Kubelet(world, store, loop, settings)::onChange,
            new RayClusters(world, store, loop, settings)::onChange,
            new RayJobs(world, store, loop, settings)::onChange,
            new Jobs(world, store, loop, settings)::onChange,
            new ReplicaSets(world, store, loop)::onChange,
            new Deployments(world, store, loop)::onChange);
  }

  /** Starts them on what {@code store} holds, and follows it from then on. Called on the loop. */
  public static void start(Store store, Loop loop, Settings settings) {
    var operators = new Operators(store, loop, settings);
    store.onChange(operators::onChange);
  }

  private void onChange(Change change) {
    world.apply(change);
    garbage.onChange(change);
    Kind.of(change.resource())
        .ifPresent(kind -> controllers.forEach(controller -> controller.accept(kind, change)));
  }
}
