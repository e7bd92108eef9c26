package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.StoreApi;
import java.util.List;

/**
 * All controllers of the embedded cluster, wired. They live on the loop that owns the store, and
 * every write of theirs bears a user name that begins with {@code system:}.
 */
public final class Operators {
  private Operators() {}

  /** Starts them on what {@code store} holds, and follows it from then on. Called on the loop. */
  public static void start(Store store, Loop loop, Settings settings) {
    var world = new World();
    var site =
        new Site(world, loop, user -> new StoreApi(store, loop, user), settings, new Defects());
    world.follow(
        new StoreApi(store, loop, "system:controllers"),
        List.of(
            new PodScheduler(site),
            new Kubelet(site, ""),
            new RayClusters(site),
            new RayJobs(site),
            new Jobs(site),
            new ReplicaSets(site),
            new Deployments(site)),
        site.problems());
    store.onChange(new GarbageCollector(store, loop)::onChange);
  }

  /** In a cluster of its own, whoever may do everything is refused for no good reason. */
  private static final class Defects implements Problems {
    @Override
    public void refused(String what) {
      throw new IllegalStateException(what);
    }

    @Override
    public void broken(String plural, String problem) {
      // Ray is not served before its definitions are there; the watch begins then by itself.
    }
  }
}
