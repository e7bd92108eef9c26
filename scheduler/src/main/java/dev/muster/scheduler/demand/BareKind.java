package dev.muster.scheduler.demand;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind whose objects can be gangs by themselves: its controller makes no pods, and takes away
 * those that there are, as long as one field says so. By that field they are held, and admitted.
 *
 * @param hold where the field stands
 * @param stops what it says of an object that is held; {@code true}, or a text in its place
 */
public record BareKind(String apiVersion, String kind, List<String> hold, Object stops) {
  /** On an object: the queue that it waits in, by which it is a gang. */
  public static final String QUEUE = "kueue.x-k8s.io/queue-name";

  /** On its pods: which gang they are of, as {@link LabelValues#gang}. */
  public static final String GANG = "muster.dev/gang";

  /** On an object: whoever may change it wants it held, and not queued. */
  public static final String HOLD = "muster.dev/hold";

  /** On an object: what was decided of it, as the status of an AppWrapper. */
  public static final String STATUS = "muster.dev/status";

  /** On an object that waits: why. */
  public static final String VERDICT = "muster.dev/verdict";

  /** Namespaces of the cluster's own and of Muster's, in which nothing is queued. */
  public static final List<String> OUTSIDE =
      List.of("kube-system", "kube-node-lease", "muster-system");

  private static final List<String> SUSPEND = List.of("spec", "suspend");
  private static final List<String> RUN_POLICY = List.of("spec", "runPolicy", "suspend");

  /** All of them. */
  public static final List<BareKind> ALL =
      List.of(
          of("ray.io/v1", "RayCluster", SUSPEND),
          of("ray.io/v1", "RayJob", SUSPEND),
          of("batch/v1", "Job", SUSPEND),
          of("jobset.x-k8s.io/v1alpha2", "JobSet", SUSPEND),
          of("kubeflow.org/v1", "PyTorchJob", RUN_POLICY),
          of("kubeflow.org/v1", "TFJob", RUN_POLICY),
          of("kubeflow.org/v1", "XGBoostJob", RUN_POLICY),
          of("kubeflow.org/v1", "PaddleJob", RUN_POLICY),
          of("kubeflow.org/v1", "JAXJob", RUN_POLICY),
          of("kubeflow.org/v1", "MPIJob", RUN_POLICY),
          new BareKind(
              "serving.kserve.io/v1beta1",
              "InferenceService",
              List.of("metadata", "annotations", "serving.kserve.io/stop"),
              "true"));

  /** Kinds that make objects of these kinds, which are then part of a gang and none themselves. */
  private static final List<String> MAKERS =
      List.of(
          "workload.codeflare.dev AppWrapper",
          "mcad.ibm.com AppWrapper",
          "ray.io RayJob",
          "ray.io RayService",
          "jobset.x-k8s.io JobSet",
          "kubeflow.org MPIJob");

  public BareKind {
    hold = List.copyOf(hold);
  }

  private static BareKind of(String apiVersion, String kind, List<String> hold) {
    return new BareKind(apiVersion, kind, hold, true);
  }

  /** The kind of an object in a group, whatever its version; empty if it is none of these. */
  public static Optional<BareKind> find(String group, String kind) {
    return ALL.stream()
        .filter(bare -> bare.group().equals(group) && bare.kind().equals(kind))
        .findFirst();
  }

  public String group() {
    return groupOf(apiVersion);
  }

  /** Whether the object is held as it stands. */
  public boolean isHeld(Tree object) {
    return stops.equals(holdField(object).value());
  }

  /** The field by which it is held. */
  public Tree holdField(Tree object) {
    var place = object;
    for (var name : hold) {
      place = place.get(name);
    }
    return place;
  }

  /** A merge patch that holds the object or lets it go. */
  public Map<String, @Nullable Object> patch(boolean held) {
    Object value = held ? stops : stops.equals(true) ? Boolean.FALSE : null;
    for (int i = hold.size() - 1; i > 0; i--) {
      value = new LinkedHashMap<>(single(hold.get(i), value));
    }
    return new LinkedHashMap<>(single(hold.getFirst(), value));
  }

  private static Map<String, @Nullable Object> single(String name, @Nullable Object value) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put(name, value);
    return map;
  }

  /** Whether its annotations become those of its pods, so that each change makes them anew. */
  public boolean passesAnnotationsOn() {
    return kind.equals("InferenceService");
  }

  /** Whether the object is a gang: it names a queue, is no part of another, and needs room. */
  public static boolean isGang(Tree object) {
    return !OUTSIDE.contains(object.get("metadata").get("namespace").text(""))
        && !object.get("metadata").get("labels").get(QUEUE).isAbsent()
        && !isPart(object)
        && !usesClusterOfOthers(object);
  }

  /** Whether it is a RayJob that runs on a cluster that is there: KubeRay can suspend no such. */
  public static boolean usesClusterOfOthers(Tree object) {
    return object.get("kind").text("").equals("RayJob")
        && !object.get("spec").get("clusterSelector").isAbsent();
  }

  /** Whether the object was made by another one that is, or may be, a gang. */
  public static boolean isPart(Tree object) {
    return object.get("metadata").get("ownerReferences").items().stream()
        .anyMatch(BareKind::isMaker);
  }

  private static boolean isMaker(Tree owner) {
    var kind = groupOf(owner.get("apiVersion").text("")) + " " + owner.get("kind").text("");
    return owner.get("controller").flag(false) && MAKERS.contains(kind);
  }

  private static String groupOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }
}
