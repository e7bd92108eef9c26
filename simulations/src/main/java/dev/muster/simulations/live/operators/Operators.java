package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.StoreApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The controllers of a cluster, wired: all of them in the embedded one, or some of them on any API
 * server. They live on one loop, on which everything here is called.
 */
public final class Operators {
  private static final List<Part> ALL =
      List.of(
          Part.SCHEDULER,
          Part.KUBELET,
          Part.RAY,
          Part.JOB,
          Part.DEPLOYMENT,
          Part.PYTORCH,
          Part.JOB_SET,
          Part.KSERVE,
          Part.STATEFUL_SET,
          Part.MACHINES);

  private final World world = new World();
  private final Optional<VirtualNodes> nodes;

  private Operators(Optional<VirtualNodes> nodes) {
    this.nodes = nodes;
  }

  /**
   * Starts all of them on what {@code store} holds, and follows it from then on. Every write of
   * theirs bears a user name that begins with {@code system:}. Nobody is there to refuse one, so a
   * refusal is thrown, on the loop.
   */
  public static void start(Store store, Loop loop, Settings settings) {
    start(store, loop, settings, new Defects());
  }

  /** The same where users may cause refusals, as by a webhook that denies. */
  public static void start(Store store, Loop loop, Settings settings, Problems problems) {
    start(store, loop, settings, problems, ALL);
  }

  /** The same with some of them alone, in this order. */
  public static void start(
      Store store, Loop loop, Settings settings, Problems problems, List<Part> parts) {
    var operators = new Operators(Optional.empty());
    operators.run(
        new Site(
            operators.world, loop, user -> new StoreApi(store, loop, user), settings, problems),
        parts,
        "");
    store.onChange(new GarbageCollector(store, loop)::onChange);
  }

  /**
   * Starts {@code parts} on any API server. Pods run on virtual nodes alone: those that {@code
   * nodes} names, and any other that bears {@link VirtualNodes#LABEL}.
   *
   * @param api in whose name everything is written
   */
  public static Operators start(
      Api api,
      Loop loop,
      SortedSet<Part> parts,
      VirtualNodes.Wish nodes,
      Settings settings,
      Problems problems) {
    var virtual = new VirtualNodes(api, loop, nodes, problems);
    var operators = new Operators(Optional.of(virtual));
    operators.run(
        new Site(operators.world, loop, user -> api, settings, problems),
        List.copyOf(parts),
        VirtualNodes.LABEL);
    return operators;
  }

  private void run(Site site, List<Part> parts, String nodeLabel) {
    var controllers = new ArrayList<Controller>(nodes.stream().toList());
    parts.forEach(part -> controllers.addAll(part.controllers(site, nodeLabel)));
    world.follow(site.apis().as("system:controllers"), controllers, site.problems());
  }

  /** Hears of nothing and begins nothing any more; what is under way is not waited for. */
  public void stop() {
    world.close();
    nodes.ifPresent(VirtualNodes::stop);
  }

  /** In a cluster of its own, whoever may do everything is refused for no good reason. */
  private static final class Defects implements Problems {
    @Override
    public void refused(String what) {
      throw new IllegalStateException(what);
    }

    @Override
    public void broken(String plural, String problem) {
      // A kind is not served before its definition is there; the watch begins then by itself.
    }
  }
}
