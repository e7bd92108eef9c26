package dev.muster.simulations.live.remote;

import dev.muster.simulations.live.operators.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One thing that somebody must be allowed to do in all namespaces. */
record Right(String verb, String group, String resource, String subresource) {

  /** What a part does, and nothing more. */
  static List<Right> of(Part part) {
    return switch (part) {
      case KUBELET ->
          all(
              watched("", "pods"),
              watched("", "nodes"),
              rights("", "pods/status", "patch"),
              rights("", "pods", "delete"));
      case RAY ->
          all(
              watched("ray.io", "rayclusters"),
              watched("ray.io", "rayjobs"),
              watched("", "pods"),
              watched("", "services"),
              watched("batch", "jobs"),
              rights("ray.io", "rayclusters/status", "patch"),
              rights("ray.io", "rayjobs/status", "patch"),
              rights("ray.io", "rayclusters", "create", "delete"),
              rights("", "pods", "create", "delete"),
              rights("", "services", "create"),
              rights("batch", "jobs", "create", "delete"),
              rights("", "events", "create"));
      case PYTORCH ->
          all(
              watched("kubeflow.org", "pytorchjobs"),
              watched("", "pods"),
              rights("kubeflow.org", "pytorchjobs/status", "patch"),
              rights("", "pods", "create", "delete"),
              rights("", "events", "create"));
      case JOB_SET ->
          all(
              watched("jobset.x-k8s.io", "jobsets"),
              watched("batch", "jobs"),
              rights("jobset.x-k8s.io", "jobsets/status", "patch"),
              rights("batch", "jobs", "create", "patch", "delete"),
              rights("batch", "jobs/status", "patch"),
              rights("", "events", "create"));
      case KSERVE ->
          all(
              watched("serving.kserve.io", "inferenceservices"),
              watched("serving.kserve.io", "servingruntimes"),
              watched("serving.kserve.io", "clusterservingruntimes"),
              watched("apps", "deployments"),
              rights("serving.kserve.io", "inferenceservices/status", "patch"),
              rights("apps", "deployments", "create", "patch", "delete"),
              rights("", "events", "create"));
      case MACHINES ->
          all(
              watched("machine.openshift.io", "machinesets"),
              watched("machine.openshift.io", "machines"),
              watched("", "nodes"),
              watched("", "pods"),
              rights("machine.openshift.io", "machinesets", "patch"),
              rights("machine.openshift.io", "machinesets/status", "patch"),
              rights("machine.openshift.io", "machines", "create", "patch", "delete"),
              rights("machine.openshift.io", "machines/status", "patch"),
              rights("", "nodes", "create", "patch", "delete"),
              rights("", "nodes/status", "patch"),
              rights("", "pods", "delete"),
              rights("", "events", "create"));
      case JOB ->
          all(
              watched("batch", "jobs"),
              watched("", "pods"),
              rights("batch", "jobs/status", "patch"),
              rights("", "pods", "create", "delete"),
              rights("", "events", "create"));
      case DEPLOYMENT ->
          all(
              watched("apps", "deployments"),
              watched("apps", "replicasets"),
              watched("", "pods"),
              rights("apps", "deployments/status", "patch"),
              rights("apps", "replicasets/status", "patch"),
              rights("apps", "replicasets", "create", "patch"),
              rights("", "pods", "create", "delete"),
              rights("", "events", "create"));
      case STATEFUL_SET ->
          all(
              watched("apps", "statefulsets"),
              watched("", "pods"),
              rights("apps", "statefulsets/status", "patch"),
              rights("", "pods", "create", "delete"),
              rights("", "events", "create"));
      case SCHEDULER ->
          all(
              watched("", "nodes"),
              watched("", "pods"),
              watched("scheduling.k8s.io", "priorityclasses"),
              rights("", "pods/binding", "create"),
              rights("", "pods/status", "patch"),
              rights("", "events", "create"));
    };
  }

  /** For virtual nodes. */
  static List<Right> ofNodes(boolean create, boolean heartbeats) {
    var result = new ArrayList<>(watched("", "nodes"));
    if (create) {
      result.addAll(rights("", "nodes", "create"));
    }
    if (heartbeats) {
      result.addAll(rights("coordination.k8s.io", "leases", "create", "patch"));
    }
    return result;
  }

  @SafeVarargs
  private static List<Right> all(List<Right>... lists) {
    return Stream.of(lists).flatMap(List::stream).toList();
  }

  private static List<Right> watched(String group, String resource) {
    return rights(group, resource, "get", "list", "watch");
  }

  private static List<Right> rights(String group, String resource, String... verbs) {
    int slash = resource.indexOf('/');
    String name = slash < 0 ? resource : resource.substring(0, slash);
    String part = slash < 0 ? "" : resource.substring(slash + 1);
    return Stream.of(verbs).map(verb -> new Right(verb, group, name, part)).toList();
  }

  @Override
  public String toString() {
    return verb
        + " "
        + resource
        + (group.isEmpty() ? "" : "." + group)
        + (subresource.isEmpty() ? "" : "/" + subresource);
  }
}
