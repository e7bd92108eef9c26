package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A predictor whose model is spread over several pods: a head and workers, that start together or
 * not at all.
 *
 * <p>Algorithm: the model needs tensor x pipeline GPUs in all. With {@code w} GPUs in each worker
 * there are ceil(all / w) nodes, one of which is the head; it has what it asks for, else what the
 * workers leave. A head that asks for all is alone. If only the head asks for GPUs, each worker
 * brings one; if nobody does, every node does.
 *
 * <p>Source: KServe 0.16, {@code computeRayNodeAndGPUs}, with the kinds of GPU that it knows by
 * itself. Runtimes that spread by processes instead of Ray, and kinds of GPU that an annotation
 * names, are not known here.
 *
 * @param head the pod spec of the head
 * @param worker the pod spec of a worker
 * @param workers how many of these
 */
record MultiNode(Tree head, Tree worker, int workers) {
  private static final String WORKER_SPEC = "workerSpec";
  private static final String WORKER_CONTAINER = "worker-container";
  private static final List<String> GPUS =
      List.of("nvidia.com/gpu", "amd.com/gpu", "intel.com/gpu", "habana.ai/gaudi");

  /** GPUs of the head, GPUs of each worker, and the number of workers. */
  private record Share(long head, long worker, long workers) {}

  static boolean isAskedFor(Tree predictor) {
    return !predictor.get(WORKER_SPEC).isAbsent();
  }

  /** {@code pod} is the predictor's pod spec as it would be alone. */
  static MultiNode of(Tree predictor, Tree pod, Optional<Tree> runtime) {
    var own = predictor.get(WORKER_SPEC);
    var lower = runtime.map(spec -> spec.get(WORKER_SPEC));
    var worker = worker(own, lower);
    long all = size("tensorParallelSize", own, lower) * size("pipelineParallelSize", own, lower);
    var headGpu = gpu(pod);
    var workerGpu = gpu(worker);
    var share = share(all, asked(pod, headGpu), asked(worker, workerGpu));
    if (share.head() + share.worker() * share.workers() < all) {
      own.report(
          "needs "
              + all
              + " GPUs; head and workers have "
              + share.head()
              + " and "
              + share.workers()
              + " x "
              + share.worker());
    }
    if (share.workers() > Integer.MAX_VALUE) {
      own.report("makes " + share.workers() + " pods, must be at most " + Integer.MAX_VALUE);
      share = new Share(share.head(), share.worker(), 0);
    }
    return new MultiNode(
        with(pod, headGpu, share.head()),
        with(worker, workerGpu, share.worker()),
        (int) share.workers());
  }

  private static Tree worker(Tree own, Optional<Tree> runtime) {
    ServingPods.readInPlace(own);
    runtime.ifPresent(ServingPods::readInPlace);
    var listed = own.get(ServingPods.CONTAINERS).items();
    var upper = listed.isEmpty() ? null : listed.getFirst().value();
    var lower =
        runtime.flatMap(
            spec -> ServingPods.named(spec.get(ServingPods.CONTAINERS), WORKER_CONTAINER));
    if (runtime.isPresent() && lower.isEmpty()) {
      runtime
          .get()
          .get(ServingPods.CONTAINERS)
          .report("must list a container named " + WORKER_CONTAINER);
    }
    var container = Overlay.of(lower.map(Tree::value).orElse(null), upper);
    var containers = new ArrayList<@Nullable Object>();
    containers.add(container == null ? Overlay.fields(null) : container);
    return ServingPods.together(own, runtime, containers);
  }

  private static long size(String field, Tree own, Optional<Tree> runtime) {
    int usual = runtime.map(spec -> spec.get(field).count(1, 1)).orElse(1);
    return own.get(field).count(1, usual);
  }

  private static Share share(long all, long head, long worker) {
    if (worker > 0) {
      long nodes = head >= all ? 1 : Math.ceilDiv(all, worker);
      return nodes == 1
          ? new Share(all, 0, 0)
          : new Share(head > 0 ? head : all - worker * (nodes - 1), worker, nodes - 1);
    }
    if (head > 0) {
      return new Share(head, 1, Math.max(0, all - head));
    }
    return new Share(1, 1, all - 1);
  }

  /** The kind of GPU that the first container asks for; NVIDIA's if it asks for none. */
  private static String gpu(Tree pod) {
    return GPUS.stream().filter(gpu -> asked(pod, gpu) > 0).findFirst().orElse(GPUS.getFirst());
  }

  /** As KServe, which looks at requests alone: a limit without one is none. */
  private static long asked(Tree pod, String gpu) {
    var containers = pod.get(ServingPods.CONTAINERS).items();
    if (containers.isEmpty()) {
      return 0;
    }
    var request = containers.getFirst().get("resources").get("requests").get(gpu);
    return !request.isAbsent()
            && Quantities.parse(gpu, request.value()) instanceof Parsed.Amount amount
        ? amount.value() / Resources.unitsPerOne(gpu)
        : 0;
  }

  /** The pod spec with this many GPUs in its first container. */
  private static Tree with(Tree pod, String gpu, long count) {
    var containers = new ArrayList<@Nullable Object>();
    pod.get(ServingPods.CONTAINERS).items().forEach(entry -> containers.add(entry.value()));
    if (!containers.isEmpty()) {
      var amount = Overlay.field(gpu, count);
      var both = Overlay.of(Overlay.field("requests", amount), Overlay.field("limits", amount));
      containers.set(0, Overlay.of(containers.getFirst(), Overlay.field("resources", both)));
    }
    var spec = Overlay.fields(pod.value());
    spec.put(ServingPods.CONTAINERS, containers);
    return new Tree(spec, pod.path(), pod.findings());
  }
}
