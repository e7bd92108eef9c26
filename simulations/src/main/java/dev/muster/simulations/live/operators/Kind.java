package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api;

/** The kinds that the controllers read or write. */
enum Kind {
  EVENT("Event", "", "events", true),
  JOB("Job", "batch", "jobs", true),
  DEPLOYMENT("Deployment", "apps", "deployments", true),
  NODE("Node", "", "nodes", false),
  POD("Pod", "", "pods", true),
  PRIORITY_CLASS("PriorityClass", "scheduling.k8s.io", "priorityclasses", false),
  RAY_CLUSTER("RayCluster", "ray.io", "rayclusters", true),
  RAY_JOB("RayJob", "ray.io", "rayjobs", true),
  REPLICA_SET("ReplicaSet", "apps", "replicasets", true),
  SERVICE("Service", "", "services", true);

  private final String word;
  private final Api.Kind served;

  Kind(String word, String group, String plural, boolean namespaced) {
    this.word = word;
    this.served = new Api.Kind(group, "v1", plural, namespaced);
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
