package dev.muster.simulations.torture;

import dev.muster.simulations.live.operators.NodeSpec;
import java.util.List;

/** The GPUs of all nodes when nothing runs on them. */
record Fleet(List<Integer> gpus) {
  static Fleet of(String nodes) {
    return new Fleet(
        NodeSpec.parse(nodes).stream()
            .flatMap(group ->
                java.util.stream.IntStream.range(0, group.count())
                    .mapToObj(i ->
                        Integer.parseInt(group.resources().getOrDefault("nvidia.com/gpu", "0"))))
            .toList());
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
    return shape.gpus() == 0 || gpus.stream().mapToInt(each -> each / shape.gpus()).sum() >= wanted;
  }
}
