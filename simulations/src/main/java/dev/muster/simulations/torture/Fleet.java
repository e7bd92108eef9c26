package dev.muster.simulations.torture;

import dev.muster.simulations.live.operators.NodeSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The GPUs of all nodes when nothing runs on them.
 *
 * @param models what each node's GPUs are; empty for nothing in particular
 */
record Fleet(List<Integer> gpus, List<String> models) {
  static Fleet of(String nodes) {
    var gpus = new ArrayList<Integer>();
    var models = new ArrayList<String>();
    for (var group : NodeSpec.parse(nodes)) {
      var each = Integer.parseInt(group.resources().getOrDefault("nvidia.com/gpu", "0"));
      gpus.addAll(Collections.nCopies(group.count(), each));
      models.addAll(Collections.nCopies(group.count(), group.model()));
    }
    return new Fleet(gpus, models);
  }

  /** As the nodes are called. */
  List<String> names() {
    int digits = Math.max(2, String.valueOf(Math.max(0, gpus.size() - 1)).length());
    return java.util.stream.IntStream.range(0, gpus.size())
        .mapToObj(i -> ("node-%0" + digits + "d").formatted(i))
        .toList();
  }

  /**
   * Whether all pods of a gang fit at once: all that want GPUs want the same, and CPUs are plenty.
   */
  boolean takes(Shape shape) {
    int wanted =
        switch (shape.kind()) {
          case RAY, RAYJOB, JOB, PODS -> shape.workers();
          case FAILING -> 1;
          case SERVICE -> 0;
        };
    int places = 0;
    for (int i = 0; i < gpus.size() && shape.gpus() > 0; i++) {
      boolean meant = shape.model().isEmpty() || shape.model().equals(models.get(i));
      places += meant ? gpus.get(i) / shape.gpus() : 0;
    }
    return shape.gpus() == 0 || places >= wanted;
  }
}
