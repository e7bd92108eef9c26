package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.Api;
import java.util.List;
import java.util.Objects;

/** The kinds that the shell itself reads and writes. */
public final class Kinds {
  public static final Api.Kind GANGS =
      new Api.Kind("workload.codeflare.dev", "v1beta2", "appwrappers", true);
  public static final Api.Kind NODES = new Api.Kind("", "v1", "nodes", false);
  public static final Api.Kind PODS = new Api.Kind("", "v1", "pods", true);
  public static final Api.Kind EVENTS = new Api.Kind("", "v1", "events", true);
  public static final Api.Kind PRIORITY_CLASSES =
      new Api.Kind("scheduling.k8s.io", "v1", "priorityclasses", false);
  public static final Api.Kind CLUSTERS = new Api.Kind("muster.dev", "v1", "clusters", false);
  public static final Api.Kind LEASES = new Api.Kind("coordination.k8s.io", "v1", "leases", true);

  /** A kind of wrapped object whose instances are watched, where it is served. */
  public record ChildKind(String apiVersion, String kind) {
    public String group() {
      return groupOf(apiVersion);
    }
  }

  /** Wrapped objects that are watched; the state of others is asked for when it matters. */
  public static final List<ChildKind> CHILDREN =
      List.of(
          new ChildKind("ray.io/v1", "RayCluster"),
          new ChildKind("ray.io/v1", "RayJob"),
          new ChildKind("batch/v1", "Job"));

  private Kinds() {}

  /** The group of an {@code apiVersion}; empty for core. */
  public static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /** Whether {@code kind} of {@code apiVersion} is core's Pod, which is always watched. */
  public static boolean isPod(String apiVersion, String kind) {
    return Objects.equals(apiVersion, "v1") && Objects.equals(kind, "Pod");
  }
}
