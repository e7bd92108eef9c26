package dev.muster.simulations.live.operators;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be run of the controllers of a cluster, each on its own. */
public enum Part {
  KUBELET("kubelet"),
  RAY("ray"),
  JOB("job"),
  DEPLOYMENT("deployment"),
  SCHEDULER("scheduler");

  private final String word;

  Part(String word) {
    this.word = word;
  }

  /** As people write it. */
  public String word() {
    return word;
  }

  public static Optional<Part> of(String word) {
    return Arrays.stream(values()).filter(part -> part.word.equals(word)).findFirst();
  }

  List<Controller> controllers(Site site, String nodeLabel) {
    return switch (this) {
      case KUBELET -> List.of(new Kubelet(site, nodeLabel));
      case RAY -> List.of(new RayClusters(site), new RayJobs(site));
      case JOB -> List.of(new Jobs(site));
      case DEPLOYMENT -> List.of(new ReplicaSets(site), new Deployments(site));
      case SCHEDULER -> List.of(new PodScheduler(site));
    };
  }
}
