package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Resources;

/**
 * What one pod asks for.
 *
 * <p>Goal: the amounts that kube-scheduler would charge for a pod of this template, never less.
 *
 * <p>Algorithm: containers and sidecars (init containers with {@code restartPolicy: Always}) run
 * side by side, so they add up. Init containers run one after the other before that, each beside
 * the sidecars started before it, so only the largest such moment counts. The pod asks for the
 * greater of both, per resource, and its overhead on top. A missing request is the limit. Requests
 * made for the pod as a whole come in the place of all that.
 *
 * @param priorityClass empty if the template names none
 * @param pinned whether the template names the node itself, past any scheduler
 */
record PodDemand(
    Resources requests, Constraints constraints, String priorityClass, boolean pinned) {
  private static final int LONGEST_RESOURCE_NAME = 317;

  /**
   * What others add to a pod before it starts.
   *
   * @param containers requests of further containers
   * @param lastInit requests of an init container that runs after all others
   */
  record Additions(Resources containers, Resources lastInit) {
    static final Additions NONE = new Additions(Resources.NONE, Resources.NONE);
  }

  /** Reads the pod template at {@code template}: an object with a PodSpec as its {@code spec}. */
  static PodDemand of(Tree template, Additions additions) {
    return ofSpec(template.get("spec"), additions);
  }

  /** Reads a PodSpec. */
  static PodDemand ofSpec(Tree spec, Additions additions) {
    if (spec.get("containers").isAbsent() || spec.get("containers").items().isEmpty()) {
      spec.get("containers").report("must list at least one container");
    }
    var requests = requests(spec, additions);
    return new PodDemand(
        requests,
        PodConstraints.of(spec),
        spec.get("priorityClassName").text(""),
        !spec.get("nodeName").text("").isEmpty());
  }

  /** Reads a container's {@code resources}: each request, or the limit where none is made. */
  static Resources requested(Tree resources) {
    return amounts(resources.get("limits"), amounts(resources.get("requests"), new Sum())).total();
  }

  /** The requests of a whole PodSpec. */
  static Resources requests(Tree spec, Additions additions) {
    var running = new Sum();
    running.add(additions.containers(), spec);
    for (var container : spec.get("containers").items()) {
      running.add(requested(container.get("resources")), container);
    }
    var startup = new Startup();
    for (var init : spec.get("initContainers").items()) {
      var asked = requested(init.get("resources"));
      if (init.get("restartPolicy").text("").equals("Always")) {
        running.add(asked, init);
        startup.goesOn(asked, init);
      } else {
        startup.ends(asked, init);
      }
    }
    startup.ends(additions.lastInit(), spec);
    var sum = new Sum();
    sum.add(orOfThePod(running.total().max(startup.peak()), spec.get("resources")), spec);
    sum.add(amounts(spec.get("overhead")), spec.get("overhead"));
    return sum.total();
  }

  /** What is asked for the pod as a whole holds in the place of what its containers ask for. */
  private static Resources orOfThePod(Resources ofContainers, Tree resources) {
    var asked = ofContainers.asMap();
    var limits = amounts(resources.get("limits"));
    var requests = amounts(resources.get("requests"));
    limits
        .asMap()
        .forEach((name, limit) -> {
          if (isAskedForPods(name)) {
            asked.putIfAbsent(name, limit);
          }
        });
    requests
        .asMap()
        .forEach((name, request) -> {
          if (isAskedForPods(name)) {
            asked.put(name, request);
          }
        });
    return Resources.of(asked);
  }

  private static boolean isAskedForPods(String resource) {
    return resource.equals(Resources.CPU)
        || resource.equals(Resources.MEMORY)
        || resource.startsWith("hugepages-");
  }

  /** Reads resource names and quantities. */
  static Resources amounts(Tree quantities) {
    return amounts(quantities, new Sum()).total();
  }

  /** Reads resource names and quantities; what {@code sum} has already stays as it is. */
  private static Sum amounts(Tree quantities, Sum sum) {
    quantities
        .fields()
        .forEach((name, quantity) -> {
          if (name.length() > LONGEST_RESOURCE_NAME) {
            quantity.report("is a longer name than resources can have");
          }
          switch (Quantities.parse(name, quantity.value())) {
            case Parsed.Amount amount -> sum.addMissing(name, amount.value());
            case Parsed.Malformed malformed -> quantity.report(malformed.problem());
          }
        });
    return sum;
  }
}
