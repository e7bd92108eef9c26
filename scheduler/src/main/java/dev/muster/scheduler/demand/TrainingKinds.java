package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Demand of Kubeflow's training kinds: a map from the type of a replica, as {@code Master}, to how
 * many there are and to their template. Its order says nothing, so the types come in the order in
 * which Kueue lists them; like the operators, this takes a type for what it is in any case.
 *
 * <p>Source: training-operator 1.9 (kubeflow.org/v1) with what it adds to pods: the init containers
 * {@code init-pytorch} of workers that have a master, and {@code kubectl-delivery} of an MPI
 * launcher; mpi-operator 0.6 (v2beta1), which adds none. Without {@code replicas} there is one, but
 * no MPI worker.
 */
final class TrainingKinds {
  private static final long MEBI = 1L << 20;
  private static final PodDemand.Additions WAITS_FOR_MASTER =
      lastInit(Resources.of(Resources.CPU, 50, Resources.MEMORY, 10 * MEBI));
  private static final PodDemand.Additions GETS_KUBECTL =
      lastInit(
          Resources.of(Resources.CPU, 100, Resources.MEMORY, 512 * MEBI)
              .plus(Resources.of("ephemeral-storage", 5 * 1024 * MEBI)));

  /** A type of replicas, how many there are if nobody says, and what is added to each. */
  private record Role(String type, int whenAbsent, PodDemand.Additions additions) {
    static Role of(String type) {
      return new Role(type, 1, PodDemand.Additions.NONE);
    }
  }

  private TrainingKinds() {}

  static List<PodGroup> pyTorchJob(Tree job) {
    var field = "pytorchReplicaSpecs";
    boolean hasMaster =
        job.get("spec").get(field).fields().keySet().stream().anyMatch("Master"::equalsIgnoreCase);
    var worker = new Role("Worker", 1, hasMaster ? WAITS_FOR_MASTER : PodDemand.Additions.NONE);
    return replicas(job, field, Role.of("Master"), worker);
  }

  static List<PodGroup> tfJob(Tree job) {
    return replicas(
        job,
        "tfReplicaSpecs",
        Role.of("Chief"),
        Role.of("Master"),
        Role.of("PS"),
        Role.of("Worker"),
        Role.of("Evaluator"));
  }

  static List<PodGroup> xgBoostJob(Tree job) {
    return replicas(job, "xgbReplicaSpecs", Role.of("Master"), Role.of("Worker"));
  }

  static List<PodGroup> paddleJob(Tree job) {
    return replicas(job, "paddleReplicaSpecs", Role.of("Master"), Role.of("Worker"));
  }

  static List<PodGroup> jaxJob(Tree job) {
    return replicas(job, "jaxReplicaSpecs", Role.of("Worker"));
  }

  static List<PodGroup> mpiJob(Tree job) {
    return launched(job, GETS_KUBECTL);
  }

  static List<PodGroup> mpiJobV2(Tree job) {
    return launched(job, PodDemand.Additions.NONE);
  }

  private static List<PodGroup> launched(Tree job, PodDemand.Additions toLauncher) {
    var worker = new Role("Worker", 0, PodDemand.Additions.NONE);
    return replicas(job, "mpiReplicaSpecs", new Role("Launcher", 1, toLauncher), worker);
  }

  private static List<PodGroup> replicas(Tree job, String field, Role... roles) {
    var specs = job.get("spec").get(field);
    var left = specs.fields();
    var groups = new ArrayList<PodGroup>();
    for (var role : roles) {
      for (var entry : specs.fields().entrySet()) {
        if (entry.getKey().equalsIgnoreCase(role.type()) && !entry.getValue().isAbsent()) {
          left.remove(entry.getKey());
          var path = "template.spec." + field + "." + entry.getKey() + ".template";
          groups.add(group(role, path, entry.getValue()));
        }
      }
    }
    left.forEach((type, spec) -> {
      if (!spec.isAbsent()) {
        spec.report("is no replica type of this kind; there are " + types(roles));
      }
    });
    if (groups.isEmpty()) {
      specs.report("must have at least one of " + types(roles));
    }
    return groups;
  }

  private static PodGroup group(Role role, String path, Tree spec) {
    var name = role.type().toLowerCase(Locale.ROOT);
    var count = PodGroup.Count.of(spec.get("replicas").count(0, role.whenAbsent()));
    var pod = PodDemand.of(spec.get("template"), role.additions());
    return new PodGroup(name, path, count, pod, true, true);
  }

  private static String types(Role... roles) {
    var types = new ArrayList<String>();
    for (var role : roles) {
      types.add(role.type());
    }
    return String.join(", ", types);
  }

  private static PodDemand.Additions lastInit(Resources asked) {
    return new PodDemand.Additions(Resources.NONE, asked);
  }
}
