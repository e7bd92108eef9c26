package dev.muster.scheduler.fuzz;

import dev.muster.scheduler.model.Resources;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an object asks for at least, by the simplest rule that is true: replicas times the requests
 * of the containers. It knows nothing of what others add, and nothing of what it cannot read.
 */
record LeastDemand(long pods, Map<String, BigInteger> amounts) {
  static LeastDemand of(Map<String, @Nullable Object> object) {
    var spec = map(object.get("spec"));
    var least = new LeastDemand(0, new TreeMap<>());
    return switch (object.get("apiVersion") + " " + object.get("kind")) {
      case "v1 Pod" -> least.plus(1, object);
      case "apps/v1 Deployment", "apps/v1 StatefulSet" ->
          least.plus(number(spec, "replicas", 1), map(spec.get("template")));
      case "batch/v1 Job" -> least.plus(podsOfJob(spec), map(spec.get("template")));
      case "jobset.x-k8s.io/v1alpha2 JobSet" -> least.plusJobs(list(spec.get("replicatedJobs")));
      case "kubeflow.org/v1 PyTorchJob" ->
          least
              .plusReplicas(map(spec.get("pytorchReplicaSpecs")), "Master")
              .plusReplicas(map(spec.get("pytorchReplicaSpecs")), "Worker");
      case "ray.io/v1 RayService" -> least.plusRay(map(spec.get("rayClusterConfig")));
      case "ray.io/v1 RayCluster" -> least.plusRay(spec);
      case "ray.io/v1 RayJob" ->
          map(spec.get("clusterSelector")).isEmpty()
              ? least.plusRay(map(spec.get("rayClusterSpec")))
              : least;
      default -> least;
    };
  }

  private static long podsOfJob(Map<?, ?> spec) {
    return Math.min(number(spec, "parallelism", 1), number(spec, "completions", Integer.MAX_VALUE));
  }

  private LeastDemand plusJobs(List<?> replicatedJobs) {
    var sum = this;
    for (var jobs : replicatedJobs) {
      var job = map(map(map(jobs).get("template")).get("spec"));
      long pods = number(map(jobs), "replicas", 1) * podsOfJob(job);
      sum = sum.plus(pods, map(job.get("template")));
    }
    return sum;
  }

  private LeastDemand plusReplicas(Map<?, ?> specs, String type) {
    var spec = map(specs.get(type));
    return specs.get(type) == null
        ? this
        : plus(number(spec, "replicas", 1), map(spec.get("template")));
  }

  private LeastDemand plusRay(Map<?, ?> cluster) {
    var sum = plus(1, map(map(cluster.get("headGroupSpec")).get("template")));
    for (var entry : list(cluster.get("workerGroupSpecs"))) {
      var group = map(entry);
      // Without a size, or with one that bounds contradict, there is nothing simple to say.
      long replicas = Math.min(number(group, "replicas", 0), number(group, "maxReplicas", 1 << 30));
      boolean suspended = Boolean.TRUE.equals(group.get("suspend"));
      long hosts = number(group, "numOfHosts", 1);
      sum = sum.plus(suspended ? 0 : replicas * hosts, map(group.get("template")));
    }
    return sum;
  }

  private LeastDemand plus(long count, Map<?, ?> template) {
    var sums = new TreeMap<>(amounts);
    var spec = map(template.get("spec"));
    if (!spec.containsKey("resources")) { // of the pod as a whole, in the place of all others
      for (var container : list(spec.get("containers"))) {
        var resources = map(map(container).get("resources"));
        map(resources.get("requests"))
            .forEach((name, quantity) -> {
              var amount = BigInteger.valueOf(amount(String.valueOf(name), quantity));
              sums.merge(
                  String.valueOf(name),
                  amount.multiply(BigInteger.valueOf(count)),
                  BigInteger::add);
            });
      }
    }
    return new LeastDemand(pods + count, sums);
  }

  private static long amount(String resource, @Nullable Object quantity) {
    return quantity instanceof String text
        ? QuantityOracle.amount(text, Resources.unitsPerOne(resource)).orElse(0L)
        : 0;
  }

  private static long number(Map<?, ?> in, String field, long whenAbsent) {
    return in.get(field) instanceof Long number ? number : whenAbsent;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
