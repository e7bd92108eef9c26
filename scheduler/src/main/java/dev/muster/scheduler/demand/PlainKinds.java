package dev.muster.scheduler.demand;

import java.util.List;

/** Demand of Kubernetes' own kinds. */
final class PlainKinds {
  private static final String TEMPLATE = "template.spec.template";

  private PlainKinds() {}

  static List<PodGroup> pod(Tree pod) {
    return List.of(group("template", PodGroup.Count.ONE, pod, true));
  }

  /** A Deployment or StatefulSet: its pods are never gated, since they may come at any time. */
  static List<PodGroup> replicated(Tree object) {
    var spec = object.get("spec");
    int replicas = spec.get("replicas").count(0, 1);
    return List.of(group(TEMPLATE, PodGroup.Count.of(replicas), spec.get("template"), false));
  }

  /** A Job runs {@code parallelism} pods at once, but no more than it needs completions. */
  static List<PodGroup> job(Tree job) {
    var spec = job.get("spec");
    var pods = PodGroup.Count.of(podsOfJob(spec));
    return List.of(group(TEMPLATE, pods, spec.get("template"), true));
  }

  /** How many pods the {@code spec} of a Job runs at once. */
  static int podsOfJob(Tree spec) {
    int parallelism = spec.get("parallelism").count(0, 1);
    int completions = spec.get("completions").count(0, Integer.MAX_VALUE);
    return Math.min(parallelism, completions);
  }

  private static PodGroup group(
      String path, PodGroup.Count count, Tree template, boolean gateable) {
    var pod = PodDemand.of(template, PodDemand.Additions.NONE);
    return new PodGroup("main", path, count, pod, true, gateable);
  }
}
