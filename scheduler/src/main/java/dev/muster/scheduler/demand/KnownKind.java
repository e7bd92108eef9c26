package dev.muster.scheduler.demand;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The kinds whose pods follow from the object itself. */
enum KnownKind {
  POD(PlainKinds::pod),
  REPLICATED(PlainKinds::replicated),
  JOB(PlainKinds::job),
  RAY_CLUSTER(RayKinds::cluster),
  RAY_JOB(RayKinds::job);

  private final Function<Tree, List<PodGroup>> rule;

  KnownKind(Function<Tree, List<PodGroup>> rule) {
    this.rule = rule;
  }

  static Optional<KnownKind> of(Tree object) {
    var type = object.get("apiVersion").text("") + " " + object.get("kind").text("");
    return switch (type) {
      case "v1 Pod" -> Optional.of(POD);
      case "apps/v1 Deployment", "apps/v1 StatefulSet" -> Optional.of(REPLICATED);
      case "batch/v1 Job" -> Optional.of(JOB);
      case "ray.io/v1 RayCluster", "ray.io/v1alpha1 RayCluster" -> Optional.of(RAY_CLUSTER);
      case "ray.io/v1 RayJob", "ray.io/v1alpha1 RayJob" -> Optional.of(RAY_JOB);
      default -> Optional.empty();
    };
  }

  List<PodGroup> groups(Tree object) {
    return rule.apply(object);
  }
}
