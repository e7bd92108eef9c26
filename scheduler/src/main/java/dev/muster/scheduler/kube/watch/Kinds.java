package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.convert.OlderGroup;
import java.util.List;
import java.util.Objects;

/** The kinds that the shell itself reads and writes. */
public final class Kinds {
  public static final Api.Kind GANGS =
      new Api.Kind("workload.codeflare.dev", "v1beta2", "appwrappers", true);

  /** AppWrappers of MCAD's first group, which not every cluster serves. */
  public static final Api.Kind OLDER_GANGS =
      new Api.Kind(OlderGroup.GROUP, OlderGroup.VERSION, "appwrappers", true);

  public static final Api.Kind NODES = new Api.Kind("", "v1", "nodes", false);
  public static final Api.Kind PODS = new Api.Kind("", "v1", "pods", true);
  public static final Api.Kind EVENTS = new Api.Kind("", "v1", "events", true);
  public static final Api.Kind PRIORITY_CLASSES =
      new Api.Kind("scheduling.k8s.io", "v1", "priorityclasses", false);
  public static final Api.Kind CLUSTERS = new Api.Kind("muster.dev", "v1", "clusters", false);
  public static final Api.Kind LEASES = new Api.Kind("coordination.k8s.io", "v1", "leases", true);

  public static final Api.Kind WORKLOADS =
      new Api.Kind("kueue.x-k8s.io", "v1beta2", "workloads", true);
  public static final Api.Kind LOCAL_QUEUES =
      new Api.Kind("kueue.x-k8s.io", "v1beta2", "localqueues", true);
  public static final Api.Kind DEFINITIONS =
      new Api.Kind("apiextensions.k8s.io", "v1", "customresourcedefinitions", false);

  /**
   * A kind of wrapped object whose instances are watched, where it is served.
   *
   * @param done the type of the condition by which an instance says that it ended well; empty if
   *     its conditions do not tell. One that has such a type says by {@code Failed} that it failed.
   */
  public record ChildKind(String apiVersion, String kind, String done) {
    public String group() {
      return groupOf(apiVersion);
    }
  }

  /**
   * Wrapped objects that are watched; the state of others is asked for when it matters. What Ray
   * calls failed may pass, so nothing is concluded from its conditions.
   */
  public static final List<ChildKind> CHILDREN =
      List.of(
          new ChildKind("ray.io/v1", "RayCluster", ""),
          new ChildKind("ray.io/v1", "RayJob", ""),
          new ChildKind("batch/v1", "Job", "Complete"),
          new ChildKind("jobset.x-k8s.io/v1alpha2", "JobSet", "Completed"),
          new ChildKind("kubeflow.org/v1", "PyTorchJob", "Succeeded"),
          new ChildKind("kubeflow.org/v1", "TFJob", "Succeeded"),
          new ChildKind("kubeflow.org/v1", "XGBoostJob", "Succeeded"),
          new ChildKind("kubeflow.org/v1", "PaddleJob", "Succeeded"),
          new ChildKind("kubeflow.org/v1", "JAXJob", "Succeeded"),
          new ChildKind("kubeflow.org/v1", "MPIJob", "Succeeded"),
          new ChildKind("kubeflow.org/v2beta1", "MPIJob", "Succeeded"));

  private Kinds() {}

  /** The group of an {@code apiVersion}; empty for core. */
  public static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /** The condition by which a watched kind says that it ended well; empty if none does. */
  static String doneCondition(String apiVersion, String kind) {
    for (var child : CHILDREN) {
      if (child.kind().equals(kind) && child.group().equals(groupOf(apiVersion))) {
        return child.done();
      }
    }
    return "";
  }

  /** Whether instances of this kind are not watched anyway, and can be. */
  static boolean isToBeAwaited(String apiVersion, String kind) {
    return !apiVersion.isEmpty()
        && !kind.isEmpty()
        && !isPod(apiVersion, kind)
        && CHILDREN.stream()
            .noneMatch(
                each -> each.kind().equals(kind) && each.group().equals(groupOf(apiVersion)));
  }

  /** Whether {@code kind} of {@code apiVersion} is core's Pod, which is always watched. */
  public static boolean isPod(String apiVersion, String kind) {
    return Objects.equals(apiVersion, "v1") && Objects.equals(kind, "Pod");
  }
}
