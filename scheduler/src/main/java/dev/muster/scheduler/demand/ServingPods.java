package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts together the pods that KServe makes for a component of an InferenceService: the runtime's
 * pod spec, the component's own laid over it, and what KServe adds.
 *
 * <p>What cannot be read is reported where it stands, before anything is put together; only what is
 * too large in sum is reported at the component.
 *
 * <p>Source: KServe 0.16 with the figures of its default configuration: {@code storage-initializer}
 * 100m/100Mi, the {@code modelcar} of an {@code oci://} model 10m/15Mi, {@code agent} 100m/100Mi
 * for logger and batcher, Knative's {@code queue-proxy} 25m, 1 CPU and 2Gi for the first container
 * of a custom component.
 */
final class ServingPods {
  static final String CONTAINERS = "containers";
  private static final String INIT_CONTAINERS = "initContainers";
  private static final String MODEL_CONTAINER = "kserve-container";
  private static final String TRANSFORMER_CONTAINER = "transformer-container";
  private static final long MEBI = 1L << 20;
  private static final Resources STORAGE_INITIALIZER = amounts(100, 100 * MEBI);
  private static final Resources MODELCAR = amounts(10, 15 * MEBI);
  private static final Resources AGENT = amounts(100, 100 * MEBI);
  private static final Resources QUEUE_PROXY = Resources.of(Resources.CPU, 25);
  private static final @Nullable Object DEFAULTS =
      Overlay.field(
          "resources",
          Overlay.field(
              "requests", Overlay.of(Overlay.field("cpu", "1"), Overlay.field("memory", "2Gi"))));

  private ServingPods() {}

  /** The pod spec of a component that brings its own containers, or one of KServe's explainers. */
  static Tree custom(Tree component) {
    readInPlace(component);
    var explainer = component.get("art");
    if (!explainer.isAbsent()) {
      PodDemand.requested(explainer.get("resources"));
    }
    var containers = new ArrayList<@Nullable Object>();
    if (explainer.value() instanceof Map<?, ?> container) {
      containers.add(container);
    }
    component.get(CONTAINERS).items().forEach(container -> containers.add(container.value()));
    if (!containers.isEmpty()) {
      containers.set(0, Overlay.of(DEFAULTS, containers.getFirst()));
    }
    var spec = Overlay.fields(component.value());
    spec.put(CONTAINERS, containers);
    return new Tree(spec, component.path(), component.findings());
  }

  /** The pod spec of a predictor that serves {@code model} in this runtime. */
  static Tree model(Tree component, Tree model, Optional<Tree> runtime) {
    readInPlace(component);
    PodDemand.requested(model.get("resources"));
    var containers = new ArrayList<@Nullable Object>();
    runtime.ifPresent(spec -> {
      readInPlace(spec);
      runtimeContainers(spec, component, model, containers);
    });
    if (runtime.isEmpty()) {
      containers.add(model.value());
    }
    boolean merged =
        runtime.flatMap(spec -> named(spec.get(CONTAINERS), TRANSFORMER_CONTAINER)).isPresent();
    for (var own : component.get(CONTAINERS).items()) {
      if (!merged || !isNamed(own, TRANSFORMER_CONTAINER)) {
        containers.add(own.value());
      }
    }
    return together(component, runtime, containers);
  }

  /** What a pod spec of a runtime and that of a component give, with these containers. */
  static Tree together(Tree component, Optional<Tree> runtime, List<@Nullable Object> containers) {
    var both = Overlay.of(runtime.map(Tree::value).orElse(null), component.value());
    var spec = Overlay.fields(both);
    var inits = new ArrayList<@Nullable Object>();
    runtime.ifPresent(
        lower -> lower.get(INIT_CONTAINERS).items().forEach(init -> inits.add(init.value())));
    component.get(INIT_CONTAINERS).items().forEach(init -> inits.add(init.value()));
    spec.put(INIT_CONTAINERS, inits);
    spec.put(CONTAINERS, containers);
    return new Tree(spec, component.path(), component.findings());
  }

  private static void runtimeContainers(
      Tree runtime, Tree component, Tree model, List<@Nullable Object> containers) {
    var listed = runtime.get(CONTAINERS);
    var serving = named(listed, MODEL_CONTAINER);
    if (serving.isEmpty()) {
      listed.report("must list a container named " + MODEL_CONTAINER);
    }
    containers.add(Overlay.of(serving.map(Tree::value).orElse(null), model.value()));
    for (var container : listed.items()) {
      if (isNamed(container, TRANSFORMER_CONTAINER)) {
        var own = named(component.get(CONTAINERS), TRANSFORMER_CONTAINER);
        containers.add(Overlay.of(container.value(), own.map(Tree::value).orElse(null)));
      } else if (!isNamed(container, MODEL_CONTAINER)) {
        containers.add(container.value());
      }
    }
  }

  /** What KServe adds to each pod of a component; {@code model} is absent if it has none. */
  static PodDemand.Additions additions(Tree component, Tree model, ServingMode mode) {
    var containers = new Sum();
    if (!component.get("logger").isAbsent() || !component.get("batcher").isAbsent()) {
      containers.add(AGENT, component);
    }
    if (mode == ServingMode.SERVERLESS) {
      containers.add(QUEUE_PROXY, component);
    }
    var uri = model.get("storageUri").text("");
    if (uri.startsWith("oci://")) {
      containers.add(MODELCAR, component);
      return new PodDemand.Additions(containers.total(), MODELCAR);
    }
    boolean fetches =
        !uri.isEmpty()
            || !model.get("storage").isAbsent()
            || !component.get("storageUris").isAbsent();
    return new PodDemand.Additions(
        containers.total(), fetches ? STORAGE_INITIALIZER : Resources.NONE);
  }

  /** The first container of this name. */
  static Optional<Tree> named(Tree containers, String name) {
    return containers.items().stream().filter(entry -> isNamed(entry, name)).findFirst();
  }

  /** Reports what is wrong with a pod spec at the place where its author wrote it. */
  static void readInPlace(Tree spec) {
    PodDemand.requests(spec, PodDemand.Additions.NONE);
    PodConstraints.of(spec);
  }

  private static boolean isNamed(Tree container, String name) {
    return container.get("name").text("").equals(name);
  }

  private static Resources amounts(long milliCpu, long memory) {
    return Resources.of(Resources.CPU, milliCpu, Resources.MEMORY, memory);
  }
}
