package dev.muster.scaler.machines;

import dev.muster.scheduler.demand.Parsed;
import dev.muster.scheduler.demand.Quantities;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.Resources;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a fresh machine of a group has, by the annotations that the Cluster Autoscaler reads for
 * groups without machines: the upstream ones, and where there are none those that OpenShift's
 * machine controllers write.
 */
final class Shapes {
  static final String UPSTREAM = "capacity.cluster-autoscaler.kubernetes.io/";
  static final String OPENSHIFT = "machine.openshift.io/";
  private static final String NVIDIA = "nvidia.com/gpu";
  private static final long MIB = 1L << 20;
  private static final long USUAL_PODS = 110;

  private static final long MOST_CPU = 100_000_000; // a hundred thousand cores
  private static final long MOST_MEMORY = 1L << 50; // a pebibyte
  private static final long MOST_OTHERS = 1_000_000; // thousand GPUs, a million pods

  /** Thrown through a reading, never out of it. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final String path;

    Unusable(String path, String problem) {
      super(problem);
      this.path = path;
    }

    String path() {
      return path;
    }

    String problem() {
      return Optional.ofNullable(getMessage()).orElse("");
    }
  }

  private final Tree annotations;
  private final TreeMap<String, Long> amounts = new TreeMap<>();

  private Shapes(Tree annotations) {
    this.annotations = annotations;
  }

  /** All that it has, the kubelet's own part included. */
  static Resources capacity(Tree annotations) throws Unusable {
    var shapes = new Shapes(annotations);
    shapes.required(Resources.CPU, "cpu", "vCPU", 1, MOST_CPU);
    shapes.required(Resources.MEMORY, "memory", "memoryMb", MIB, MOST_MEMORY);
    shapes.gpus();
    shapes.put(
        Resources.PODS,
        shapes.amount(Resources.PODS, UPSTREAM + "maxPods", 1, MOST_OTHERS).orElse(USUAL_PODS));
    shapes
        .amount("ephemeral-storage", UPSTREAM + "ephemeral-disk", 1, MOST_MEMORY)
        .ifPresent(amount -> shapes.put("ephemeral-storage", amount));
    return Resources.of(shapes.amounts);
  }

  /** The GPUs alone. */
  static Resources gpus(Tree annotations) throws Unusable {
    var shapes = new Shapes(annotations);
    shapes.gpus();
    return Resources.of(shapes.amounts);
  }

  private void put(String resource, long amount) {
    amounts.put(resource, amount);
  }

  private void required(String resource, String upstream, String openshift, long unit, long most)
      throws Unusable {
    var amount = amount(resource, UPSTREAM + upstream, 1, most);
    if (amount.isEmpty()) {
      amount = amount(resource, OPENSHIFT + openshift, unit, most);
    }
    if (amount.isEmpty() || amount.get() == 0) {
      throw new Unusable(
          annotations.path(),
          "nothing says how much %s its machines have: annotate it with %s, or have one machine of it ready"
              .formatted(resource, UPSTREAM + upstream));
    }
    put(resource, amount.get());
  }

  private void gpus() throws Unusable {
    var written = annotations.get(UPSTREAM + "gpu-type");
    var type = written.text(NVIDIA);
    if (!type.contains("/")) {
      throw new Unusable(written.path(), "is no GPU: " + type);
    }
    var count = amount(type, UPSTREAM + "gpu-count", 1, MOST_OTHERS);
    if (count.isPresent()) {
      put(type, count.get());
      return;
    }
    amount(NVIDIA, OPENSHIFT + "GPU", 1, MOST_OTHERS).ifPresent(found -> put(NVIDIA, found));
  }

  /** The annotation as an amount of the resource; {@code unit}: what one of it is. */
  private Optional<Long> amount(String resource, String annotation, long unit, long most)
      throws Unusable {
    var written = annotations.get(annotation);
    if (written.isAbsent()) {
      return Optional.empty();
    }
    return switch (Quantities.parse(resource, written.text(""))) {
      case Parsed.Amount(var value) when value >= 0 && value <= most / unit ->
          Optional.of(value * unit);
      case Parsed.Amount(var value) ->
          throw new Unusable(written.path(), "no machine has that much: " + written.text(""));
      case Parsed.Malformed(var problem) -> throw new Unusable(written.path(), problem);
    };
  }
}
