package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.store.ResourceType;
import java.util.Arrays;
import java.util.Optional;

/** The kinds that the controllers read or write. */
enum Kind {
  EVENT("", "v1", "events"),
  JOB("batch", "v1", "jobs"),
  DEPLOYMENT("apps", "v1", "deployments"),
  NAMESPACE("", "v1", "namespaces"),
  NODE("", "v1", "nodes"),
  POD("", "v1", "pods"),
  PRIORITY_CLASS("scheduling.k8s.io", "v1", "priorityclasses"),
  RAY_CLUSTER("ray.io", "v1", "rayclusters"),
  RAY_JOB("ray.io", "v1", "rayjobs"),
  REPLICA_SET("apps", "v1", "replicasets"),
  SERVICE("", "v1", "services");

  private final String group;
  private final String version;
  private final String plural;

  Kind(String group, String version, String plural) {
    this.group = group;
    this.version = version;
    this.plural = plural;
  }

  /** The kind of this type; empty for one that no controller cares for. */
  static Optional<Kind> of(ResourceType type) {
    return Arrays.stream(values())
        .filter(kind -> kind.plural.equals(type.plural()) && kind.group.equals(type.group()))
        .findFirst();
  }

  String group() {
    return group;
  }

  String version() {
    return version;
  }

  String plural() {
    return plural;
  }
}
