package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Demands;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.kube.convert.OlderGroup;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From an AppWrapper to the gang that it is: one of {@code workload.codeflare.dev/v1beta2}, or one
 * of MCAD's first group as {@link OlderGroup} reads it.
 */
public final class GangMap {
  /** Muster's own value of {@code spec.managedBy}; any other belongs to somebody else. */
  static final String MANAGER = "workload.codeflare.dev/appwrapper-controller";

  static final String QUEUE_LABEL = "kueue.x-k8s.io/queue-name";
  static final String FINALIZER = "workload.codeflare.dev/finalizer";

  /** Finalizers of predecessors that nobody takes off any more. */
  public static final List<String> LEFT_BEHIND =
      List.of(
          "workload.codeflare.dev/finalizer_dispatcher",
          "workload.codeflare.dev/finalizer_runner",
          "instascale.codeflare.dev/finalizer");

  private GangMap() {}

  /**
   * Reads an AppWrapper. Any tree gives a gang: what it asks for is {@link Demand.Unreadable} where
   * it cannot be understood, everything else has a default.
   */
  public static GangView gang(
      Map<String, ?> object, FaultToleranceDefaults defaults, Priorities priorities) {
    return gang(object, defaults, priorities, Predecessors.NONE);
  }

  /** The same where others were at work before. */
  public static GangView gang(
      Map<String, ?> object,
      FaultToleranceDefaults defaults,
      Priorities priorities,
      Predecessors predecessors) {
    var tree = Tree.lenient(object);
    var metadata = tree.get("metadata");
    var labels = metadata.get("labels").texts();
    var written = plain(tree.get("spec"));
    var demand = Demands.ofAppWrapper(written);
    var objects = Demands.components(written);
    long submitted = Times.parse(metadata.get("creationTimestamp").text(""), 0);
    var status = status(tree, objects, submitted);
    var ranking = ranking(labels, McadMap.priority(tree.get("spec")), demand);
    boolean suspended = tree.get("spec", "suspend").flag(false);
    // Nobody but its user suspends one of the older group: those who did it knew the other alone.
    boolean left =
        !OlderGroup.isOf(object) && (isKueueSuspend(tree) || predecessors.suspended(tree));
    var waits = McadMap.waits(tree.get("spec"), status.resets(), defaults);
    var spec =
        new Gang.Spec(
            Gang.Spec.WRAPPED,
            labels.getOrDefault(QUEUE_LABEL, ""),
            ranking.priority(priorities),
            submitted,
            demand,
            FaultToleranceMap.of(metadata.get("annotations").texts(), labels, waits),
            objects,
            McadMap.course(tree.get("spec")).stream().toList());
    return new GangView(
        id(metadata),
        spec,
        wish(tree, suspended && !left),
        status,
        metadata.get("finalizers").items().stream().anyMatch(f -> isOurs(f.text(""))),
        ranking,
        Optional.empty(),
        suspended && left && predecessors.left(tree)); // elsewhere Kueue may be at work
  }

  /** Who an object is, by its {@code metadata}. */
  static GangId id(Tree metadata) {
    return new GangId(
        metadata.get("namespace").text(""),
        metadata.get("name").text(""),
        metadata.get("uid").text(""));
  }

  /** What a gang with these labels and pods has its priority by, if it says {@code said} itself. */
  static Ranking ranking(Map<String, String> labels, OptionalInt said, Demand demand) {
    return new Ranking(labels.getOrDefault(Ranking.LABEL, ""), said, priorityClass(demand));
  }

  /** The first that any of its pods names; empty if none does. */
  private static String priorityClass(Demand demand) {
    return switch (demand) {
      case Demand.Readable readable ->
          readable.podSets().stream()
              .map(podSet -> podSet.priorityClass())
              .filter(name -> !name.isEmpty())
              .findFirst()
              .orElse("");
      case Demand.Unreadable unreadable -> "";
    };
  }

  private static GangStatus status(Tree tree, List<ComponentStatus> objects, long submitted) {
    var status = StatusMap.parse(tree.get("status"));
    return status.phase() == Phase.UNSEEN
        ? Inherited.ofMcad(tree.get("status", "mcad"), objects, submitted).orElse(status)
        : status;
  }

  private static Wish wish(Tree tree, boolean held) {
    var spec = tree.get("spec");
    var manager = spec.get("managedBy").text("");
    if (!manager.isEmpty() && !manager.equals(MANAGER)) {
      return Wish.LEAVE_ALONE;
    }
    if (!tree.get("metadata", "deletionTimestamp").isAbsent()) {
      return Wish.DELETE;
    }
    return held ? Wish.HOLD : Wish.RUN;
  }

  /** Whether Kueue wrote {@code spec.suspend}: what it left behind is nobody's hold. */
  private static boolean isKueueSuspend(Tree tree) {
    return tree.get("metadata", "managedFields").items().stream()
        .filter(entry -> entry.get("manager").text("").contains("kueue"))
        .anyMatch(entry -> !entry.get("fieldsV1", "f:spec", "f:suspend").isAbsent());
  }

  private static Map<String, @Nullable Object> plain(Tree tree) {
    var plain = new TreeMap<String, @Nullable Object>();
    tree.fields().forEach((name, field) -> plain.put(name, field.value()));
    return plain;
  }

  /** What predecessors left on a gang is Muster's to take off: else it could never be deleted. */
  private static boolean isOurs(String finalizer) {
    return finalizer.equals(FINALIZER) || LEFT_BEHIND.contains(finalizer);
  }
}
