package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api;

/** The kinds that the controllers read or write. */
enum Kind {
  CLUSTER_SERVING_RUNTIME(
      "ClusterServingRuntime", "serving.kserve.io/v1alpha1", "clusterservingruntimes", false),
  EVENT("Event", "v1", "events", true),
  INFERENCE_SERVICE("InferenceService", "serving.kserve.io/v1beta1", "inferenceservices", true),
  JOB("Job", "batch/v1", "jobs", true),
  JOB_SET("JobSet", "jobset.x-k8s.io/v1alpha2", "jobsets", true),
  DEPLOYMENT("Deployment", "apps/v1", "deployments", true),
  MACHINE("Machine", "machine.openshift.io/v1beta1", "machines", true),
  MACHINE_SET("MachineSet", "machine.openshift.io/v1beta1", "machinesets", true),
  NODE("Node", "v1", "nodes", false),
  POD("Pod", "v1", "pods", true),
  PRIORITY_CLASS("PriorityClass", "scheduling.k8s.io/v1", "priorityclasses", false),
  PYTORCH_JOB("PyTorchJob", "kubeflow.org/v1", "pytorchjobs", true),
  RAY_CLUSTER("RayCluster", "ray.io/v1", "rayclusters", true),
  RAY_JOB("RayJob", "ray.io/v1", "rayjobs", true),
  REPLICA_SET("ReplicaSet", "apps/v1", "replicasets", true),
  SERVICE("Service", "v1", "services", true),
  SERVING_RUNTIME("ServingRuntime", "serving.kserve.io/v1alpha1", "servingruntimes", true),
  STATEFUL_SET("StatefulSet", "apps/v1", "statefulsets", true);

  private final String word;
  private final Api.Kind served;

  Kind(String word, String apiVersion, String plural, boolean namespaced) {
    int slash = apiVersion.indexOf('/');
    this.word = word;
    this.served =
        new Api.Kind(
            apiVersion.substring(0, Math.max(0, slash)),
            apiVersion.substring(slash + 1),
            plural,
            namespaced);
  }

  /** The kind as the API server calls it. */
  Api.Kind served() {
    return served;
  }

  /** As it stands in the field {@code kind} of objects. */
  String word() {
    return word;
  }

  String plural() {
    return served.plural();
  }

  Api.Ref ref(Key key) {
    return new Api.Ref(served, key.namespace(), key.name());
  }
}
