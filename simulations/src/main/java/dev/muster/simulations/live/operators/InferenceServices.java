package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs InferenceServices as KServe does where it is to use plain Deployments: one for each
 * component, none while the annotation {@code serving.kserve.io/stop} is {@code true}. A change of
 * the object, or of the runtime that serves its model, changes them.
 *
 * <p>Nobody scales them: there are as many pods as KServe begins with. There are no Services and no
 * routes, as nobody asks these models anything. What KServe does in another way, by Knative or
 * ModelMesh, as canaries or over several nodes, is refused in words.
 */
final class InferenceServices implements Controller {
  private static final String PREFIX = "serving.kserve.io/";
  private static final List<String> COMPONENTS = List.of("predictor", "transformer", "explainer");

  private final World world;
  private final Hand hand;
  private final WorkQueue queue;
  private final Offspring children;
  private final ServingRuntimes runtimes;

  InferenceServices(Site site) {
    this.world = site.world();
    this.queue = new WorkQueue(site.loop(), this::reconcile);
    this.hand = new Hand(site, "system:kserve", queue);
    this.children = new Offspring(site, hand, queue, "InternalError");
    this.runtimes = new ServingRuntimes(world);
  }

  @Override
  public Set<Kind> needs() {
    return EnumSet.of(
        Kind.INFERENCE_SERVICE,
        Kind.SERVING_RUNTIME,
        Kind.CLUSTER_SERVING_RUNTIME,
        Kind.DEPLOYMENT);
  }

  @Override
  public void on(News news) {
    switch (news.kind()) {
      case INFERENCE_SERVICE -> {
        if (!news.exists()) {
          children.forget(news.object());
        }
        queue.add(Key.of(news.object()));
      }
      case SERVING_RUNTIME, CLUSTER_SERVING_RUNTIME ->
          world.all(Kind.INFERENCE_SERVICE).forEach(service -> queue.add(Key.of(service)));
      default -> Key.ofController(news.object(), "InferenceService").ifPresent(queue::add);
    }
  }

  private void reconcile(Key key) {
    world
        .get(Kind.INFERENCE_SERVICE, key)
        .filter(service -> !Trees.leaving(service))
        .ifPresent(service -> run(key, service));
  }

  private void run(Key key, Object service) {
    var status = new ServingStatus(service, hand.stamp());
    var wrong = problem(service);
    boolean acts;
    if (stopped(service)) {
      acts = deleteAll(key, deployments(service));
      status.stopped();
    } else if (wrong.isPresent()) {
      acts = false;
      if (status.invalid(wrong.get())) {
        hand.tell(service, "Warning", "InternalError", wrong.get());
      }
    } else {
      acts = keepUp(key, service);
      status.running(components(service), deployments(service));
    }
    if (!acts) {
      hand.status(key, Kind.INFERENCE_SERVICE, service, status.tree());
    }
  }

  private static boolean stopped(Object service) {
    return Trees.annotation(service, PREFIX + "stop").equals("true");
  }

  /** Why there can be no Deployments, if there cannot. */
  private Optional<String> problem(Object service) {
    String mode = Trees.annotation(service, PREFIX + "deploymentMode");
    if (!List.of("", "Standard", "RawDeployment").contains(mode)) {
      return Optional.of("deployment mode " + mode + " is not served here, only Standard");
    }
    if (!Trees.maps(service, "spec", "canary").isEmpty()) {
      return Optional.of("canaries are not served here");
    }
    for (String name : components(service)) {
      var component = Trees.map(service, "spec", name);
      if (Trees.at(component, "workerSpec") != null) {
        return Optional.of("models over several nodes are not served here");
      }
      var model = ServingPods.model(component);
      if (model.isPresent() && runtimes.find(Trees.namespace(service), model.get()).isEmpty()) {
        return Optional.of("no runtime found to support predictor");
      }
    }
    return Optional.empty();
  }

  private static List<String> components(Object service) {
    return COMPONENTS.stream()
        .filter(name -> Trees.at(service, "spec", name) instanceof Map<?, ?>)
        .toList();
  }

  private List<Map<String, @Nullable Object>> deployments(Object service) {
    return world.owned(Kind.DEPLOYMENT, Trees.uid(service));
  }

  /** Tells whether anything is to be written for it. */
  private boolean keepUp(Key key, Object service) {
    var surplus = new ArrayList<>(deployments(service));
    boolean acts = false;
    for (String name : components(service)) {
      var wanted = deployment(service, name);
      surplus.removeIf(present -> Trees.name(present).equals(Trees.name(wanted)));
      var present =
          world
              .get(Kind.DEPLOYMENT, Key.of(wanted))
              .filter(found -> Trees.controllerOf(found).equals(Trees.uid(service)));
      if (present.isPresent()) {
        acts |= change(key, present.get(), wanted);
      } else if (children.room(service) > 0) {
        children.create(service, Kind.DEPLOYMENT, wanted);
        acts = true;
      }
    }
    return deleteAll(key, surplus) | acts;
  }

  private boolean change(Key key, Object present, Object wanted) {
    boolean due = ServingDeployments.differ(present, wanted) && !Trees.leaving(present);
    if (due) {
      hand.patch(key, Kind.DEPLOYMENT, present, ServingDeployments.change(present, wanted));
    }
    return due;
  }

  private Map<String, @Nullable Object> deployment(Object service, String name) {
    var component = Trees.map(service, "spec", name);
    var model = ServingPods.model(component);
    var runtime = model.flatMap(served -> runtimes.find(Trees.namespace(service), served));
    var spec =
        model.isPresent() && runtime.isPresent()
            ? ServingPods.served(component, model.get(), runtime.get())
            : ServingPods.own(component);
    return ServingDeployments.of(service, name, spec);
  }

  /** Tells whether there was any to delete. */
  private boolean deleteAll(Key key, List<Map<String, @Nullable Object>> deployments) {
    var present = deployments.stream().filter(one -> !Trees.leaving(one)).toList();
    present.forEach(deployment -> hand.delete(key, Kind.DEPLOYMENT, deployment));
    return !present.isEmpty();
  }
}
