package dev.muster.scheduler.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Demand of a KServe InferenceService: predictor, transformer, explainer and each canary have pods
 * of their own, as many as they have before anybody scales them.
 *
 * <p>No pod template stands in the object, so the paths lead to the component whose fields the pod
 * spec is made of. Where the runtime of a model is not wrapped beside it, what the runtime asks for
 * is missing, and where nothing says how the service is deployed, a service that scales to zero may
 * have fewer pods: then a declaration may say otherwise, within what is certain.
 *
 * <p>Source: KServe 0.16. {@link ServingMode} says how many pods there are, {@link ServingPods}
 * what they ask for, {@link MultiNode} how a model is spread over several.
 */
final class InferenceKinds {
  private static final String ROOT = "template.spec.";
  private static final List<String> FRAMEWORKS =
      List.of(
          "sklearn",
          "xgboost",
          "tensorflow",
          "pytorch",
          "triton",
          "onnx",
          "huggingface",
          "pmml",
          "lightgbm",
          "paddle");

  private final Tree service;
  private final Runtimes runtimes;
  private final ServingMode mode;
  private final List<PodGroup> groups = new ArrayList<>();

  private InferenceKinds(Tree service, Runtimes runtimes) {
    this.service = service;
    this.runtimes = runtimes;
    this.mode = ServingMode.of(service);
  }

  static List<PodGroup> service(Tree service, Runtimes runtimes) {
    var read = new InferenceKinds(service, runtimes);
    if (read.mode != ServingMode.MODEL_MESH) {
      read.components(service.get("spec"));
    }
    return read.groups;
  }

  private void components(Tree spec) {
    var predictor = spec.get("predictor");
    var canaries = canaries(spec);
    int least = least(predictor);
    if (!canaries.isEmpty() && !predictor.get("minReplicas").isAbsent()) {
      // The pods of the canaries come in the place of others.
      long taken = canaries.stream().mapToLong(Canary::pods).sum();
      least = (int) Math.max(1, least - taken);
    }
    predictor(predictor, least);
    for (var name : List.of("transformer", "explainer")) {
      var component = spec.get(name);
      if (!component.isAbsent()) {
        custom(name, component, least(component));
      }
    }
    for (var canary : canaries) {
      if (runtimes.counted(canary.place())) {
        canary(canary, predictor);
      }
    }
  }

  private void predictor(Tree predictor, int least) {
    var model = model(predictor);
    if (model.isEmpty()) {
      custom("predictor", predictor, least);
      return;
    }
    var runtime = runtimes.find(model.get(), format(model.get(), predictor));
    var pod = ServingPods.model(predictor, model.get(), runtime);
    var additions = ServingPods.additions(predictor, model.get(), mode);
    boolean certain = runtime.isPresent();
    if (!MultiNode.isAskedFor(predictor)) {
      add("predictor", ROOT + "predictor", count(predictor, least, certain), pod, additions);
      return;
    }
    var spread = MultiNode.of(predictor, pod, runtime);
    add("predictor", ROOT + "predictor", PodGroup.Count.ONE, spread.head(), additions);
    add(
        "worker",
        ROOT + "predictor.workerSpec",
        certain
            ? PodGroup.Count.of(spread.workers())
            : PodGroup.Count.atLeast(spread.workers(), spread.workers()),
        spread.worker(),
        additions);
  }

  private void custom(String name, Tree component, int least) {
    var count = count(component, least, true);
    var none = component.get("model");
    var additions = ServingPods.additions(component, none, mode);
    add(name, ROOT + name, count, ServingPods.custom(component), additions);
  }

  /** A canary of the predictor, and how many pods it has. */
  private record Canary(Tree place, int index, int pods) {}

  private List<Canary> canaries(Tree spec) {
    var canaries = new ArrayList<Canary>();
    if (mode != ServingMode.RAW) {
      return canaries; // a Knative Service keeps its former revision instead
    }
    int stable = least(spec.get("predictor"));
    for (var canary : spec.get("canary").items()) {
      long percent = canary.get("trafficPercent").count(0, 0);
      int share = (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(stable * percent, 100));
      int pods = canary.get("predictor").get("minReplicas").count(0, share);
      canaries.add(new Canary(canary, canaries.size(), pods));
    }
    return canaries;
  }

  /** A canary is the predictor with what it has of its own laid over that. */
  private void canary(Canary canary, Tree predictor) {
    var own = canary.place().get("predictor");
    ServingPods.readInPlace(own);
    model(own).ifPresent(model -> PodDemand.requested(model.get("resources")));
    var both = Overlay.of(predictor.value(), own.value());
    var whole = new Tree(both, own.path(), own.findings());
    var model = model(whole);
    var runtime = model.flatMap(known -> runtimes.find(known, format(known, whole)));
    var pod =
        model
            .map(known -> ServingPods.model(whole, known, runtime))
            .orElseGet(() -> ServingPods.custom(whole));
    boolean certain = model.isEmpty() || runtime.isPresent();
    add(
        "canary-" + canary.index(),
        ROOT + "canary[" + canary.index() + "].predictor",
        certain
            ? PodGroup.Count.of(canary.pods())
            : PodGroup.Count.atLeast(canary.pods(), canary.pods()),
        pod,
        ServingPods.additions(whole, model.orElse(whole.get("model")), mode));
  }

  /**
   * @param certain whether the object and what stands beside it say all that there is to know about
   *     each pod
   */
  private PodGroup.Count count(Tree component, int least, boolean certain) {
    int pods = mode.pods(service, component, least);
    int surely = ServingMode.isSaid(service) ? pods : Math.min(pods, least);
    return certain
        ? new PodGroup.Count(pods, pods, surely, pods)
        : PodGroup.Count.atLeast(surely, pods);
  }

  private static int least(Tree component) {
    return component.get("minReplicas").count(0, 1);
  }

  private void add(
      String name, String path, PodGroup.Count count, Tree spec, PodDemand.Additions additions) {
    var pod = PodDemand.ofSpec(spec, additions);
    groups.add(new PodGroup(name, path, count, pod, true, false));
  }

  /** What the predictor serves: a model, or one of the frameworks of old. */
  private static Optional<Tree> model(Tree predictor) {
    if (!predictor.get("model").isAbsent()) {
      return Optional.of(predictor.get("model"));
    }
    return FRAMEWORKS.stream().map(predictor::get).filter(model -> !model.isAbsent()).findFirst();
  }

  private static String format(Tree model, Tree predictor) {
    return FRAMEWORKS.stream()
        .filter(name -> predictor.get("model").isAbsent() && !predictor.get(name).isAbsent())
        .findFirst()
        .orElseGet(() -> model.get("modelFormat").get("name").text(""));
  }
}
