package dev.muster.simulations.live.operators;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be run of the controllers of a cluster, each on its own. */
public enum Part {
  KUBELET("kubelet"),
  RAY("ray", "ray.io_rayclusters", "ray.io_rayjobs"),
  PYTORCH("pytorch", "kubeflow.org_pytorchjobs"),
  JOB_SET("jobset", "jobset.x-k8s.io_jobsets"),
  KSERVE(
      "kserve",
      "serving.kserve.io_inferenceservices",
      "serving.kserve.io_servingruntimes",
      "serving.kserve.io_clusterservingruntimes"),
  MACHINES("machines", "machine.openshift.io_machines", "machine.openshift.io_machinesets"),
  JOB("job"),
  DEPLOYMENT("deployment"),
  STATEFUL_SET("statefulset"),
  SCHEDULER("scheduler");

  private final String word;
  private final List<String> definitions;

  Part(String word, String... definitions) {
    this.word = word;
    this.definitions = Arrays.stream(definitions).map(name -> "crds/" + name + ".yaml").toList();
  }

  /** As people write it. */
  public String word() {
    return word;
  }

  public static Optional<Part> of(String word) {
    return Arrays.stream(values()).filter(part -> part.word.equals(word)).findFirst();
  }

  /**
   * The resources that define the kinds which it looks after, of those that Kubernetes does not
   * have.
   */
  public List<String> definitions() {
    return definitions;
  }

  /** Those of all parts. */
  public static List<String> allDefinitions() {
    return Arrays.stream(values()).flatMap(part -> part.definitions.stream()).toList();
  }

  List<Controller> controllers(Site site, String nodeLabel) {
    return switch (this) {
      case KUBELET -> List.of(new Kubelet(site, nodeLabel));
      case RAY -> List.of(new RayClusters(site), new RayJobs(site));
      case PYTORCH -> List.of(new PyTorchJobs(site));
      case JOB_SET -> List.of(new JobSets(site));
      case KSERVE -> List.of(new InferenceServices(site));
      case MACHINES -> List.of(new MachineSets(site), new Machines(site));
      case JOB -> List.of(new Jobs(site));
      case DEPLOYMENT -> List.of(new ReplicaSets(site), new Deployments(site));
      case STATEFUL_SET -> List.of(new StatefulSets(site));
      case SCHEDULER -> List.of(new PodScheduler(site));
    };
  }
}
