package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the runtime that serves a model: one of its namespace before one of the cluster. */
final class ServingRuntimes {
  private final World world;

  ServingRuntimes(World world) {
    this.world = world;
  }

  /**
   * The runtime that the model names or, if it names none, of those that select themselves for its
   * format that of the highest priority, the first by name of equal ones.
   */
  Optional<Map<String, @Nullable Object>> find(String namespace, Object model) {
    String name = Trees.text(model, "runtime");
    var candidates = new ArrayList<Map<String, @Nullable Object>>();
    world.all(Kind.SERVING_RUNTIME).stream()
        .filter(runtime -> Trees.namespace(runtime).equals(namespace))
        .forEach(candidates::add);
    var own = pick(candidates, name, model);
    return own.isPresent()
        ? own
        : pick(List.copyOf(world.all(Kind.CLUSTER_SERVING_RUNTIME)), name, model);
  }

  private static Optional<Map<String, @Nullable Object>> pick(
      List<Map<String, @Nullable Object>> runtimes, String name, Object model) {
    Optional<Map<String, @Nullable Object>> best = Optional.empty();
    long highest = -1;
    for (var runtime : runtimes) {
      if (Trees.flag(runtime, "spec", "disabled")) {
        continue;
      }
      long priority = name.isEmpty() ? priority(runtime, model) : -1;
      if (name.isEmpty() ? priority > highest : Trees.name(runtime).equals(name)) {
        best = Optional.of(runtime);
        highest = priority;
      }
    }
    return best;
  }

  /** Of the format by which it selects itself; negative if it does not. */
  private static long priority(Object runtime, Object model) {
    String format = Trees.text(model, "modelFormat", "name");
    String version = Trees.text(model, "modelFormat", "version");
    return Trees.maps(runtime, "spec", "supportedModelFormats").stream()
        .filter(supported -> Trees.flag(supported, "autoSelect"))
        .filter(supported -> Trees.text(supported, "name").equals(format))
        .filter(supported -> version.isEmpty() || Trees.text(supported, "version").equals(version))
        .mapToLong(supported -> Math.max(0, Trees.number(supported, 0, "priority")))
        .max()
        .orElse(-1);
  }
}
