package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.Demands;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.kube.client.Json;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * From an object that is a gang by itself to the gang, and back: what Muster decides of it stands
 * in annotations, in the form of an AppWrapper's status, and whether it is held follows from that.
 */
public final class BareMap {
  private static final String MULTIKUEUE = "kueue.x-k8s.io/multikueue";

  private BareMap() {}

  /** Reads an object. Any tree gives a gang, as {@link GangMap#gang} does. */
  public static GangView gang(
      BareKind kind,
      Map<String, ?> object,
      FaultToleranceDefaults defaults,
      Priorities priorities,
      Predecessors predecessors) {
    var tree = Tree.lenient(object);
    var metadata = tree.get("metadata");
    var labels = metadata.get("labels").texts();
    var annotations = metadata.get("annotations").texts();
    var demand = Demands.ofObject(object);
    var ranking = GangMap.ranking(labels, OptionalInt.empty(), demand);
    var bare = Bare.of(kind, tree).withInherited(predecessors.left(tree));
    var objects = Demands.components(Map.of("components", List.of(Map.of("template", object))));
    long submitted = Times.parse(metadata.get("creationTimestamp").text(""), 0);
    var status = status(annotations);
    if (status.phase() == Phase.UNSEEN && bare.inherited() && !bare.held() && !bare.isOver()) {
      status = Inherited.running(objects, submitted);
    }
    var spec =
        new Gang.Spec(
            kind.kind(),
            labels.getOrDefault(BareKind.QUEUE, ""),
            ranking.priority(priorities),
            submitted,
            demand,
            FaultToleranceMap.of(annotations, labels, defaults).withoutSuccessTtl(),
            objects);
    return new GangView(
        GangMap.id(metadata),
        spec,
        wish(tree, annotations, status, bare),
        status,
        false,
        ranking,
        Optional.of(bare),
        false);
  }

  /** One that is over is nobody's to hold: what became of it is to be said. */
  private static Wish wish(
      Tree tree, Map<String, String> annotations, GangStatus status, Bare bare) {
    boolean overBefore = bare.isOver() && status.phase().waits();
    if (overBefore || tree.get("spec", "managedBy").text("").equals(MULTIKUEUE)) {
      return Wish.LEAVE_ALONE;
    }
    if (!tree.get("metadata", "deletionTimestamp").isAbsent()) {
      return Wish.DELETE;
    }
    boolean stopped = bare.held() && !bare.isOver() && isLetGo(status.phase());
    boolean told = !bare.isOver() && annotations.getOrDefault(BareKind.HOLD, "").equals("true");
    return stopped || told ? Wish.HOLD : Wish.RUN;
  }

  /** Whether a gang of this phase is not held by Muster. */
  public static boolean isLetGo(Phase phase) {
    return switch (phase) {
      case RESUMING, RUNNING, SUCCEEDED -> true;
      case UNSEEN, SUSPENDED, RESETTING, SUSPENDING, FAILED, TERMINATING -> false;
    };
  }

  /** What stands there that cannot be read counts as nothing: it is queued anew. */
  private static GangStatus status(Map<String, String> annotations) {
    var tree = parse(annotations.getOrDefault(BareKind.STATUS, ""));
    var verdict = parse(annotations.getOrDefault(BareKind.VERDICT, ""));
    if (!tree.isEmpty() && !verdict.isEmpty()) {
      tree.put("verdict", verdict);
    }
    return StatusMap.parse(tree);
  }

  private static Map<String, @Nullable Object> parse(String text) {
    try {
      return text.isEmpty() ? new LinkedHashMap<>() : Json.read(text);
    } catch (IOException unreadable) {
      return new LinkedHashMap<>();
    }
  }

  /**
   * A merge patch of the whole object that stores this status, and holds the object or lets it go
   * as it says. One that is over is left as it is.
   */
  public static Map<String, @Nullable Object> patch(
      BareKind kind, String version, GangStatus status, Standing standing, boolean isOver) {
    var tree = StatusMap.toTree(status, standing);
    var verdict = tree.remove("verdict");
    var patch =
        isOver
            ? new LinkedHashMap<String, @Nullable Object>()
            : kind.patch(!isLetGo(status.phase()));
    var metadata = object(patch, "metadata");
    metadata.put("resourceVersion", version);
    var annotations = object(metadata, "annotations");
    annotations.put(BareKind.STATUS, text(tree));
    annotations.put(BareKind.VERDICT, verdict == null ? null : text(verdict));
    return patch;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> in, String field) {
    return (Map<String, @Nullable Object>)
        in.computeIfAbsent(field, none -> new LinkedHashMap<String, @Nullable Object>());
  }

  private static String text(Object tree) {
    try {
      return Json.write(tree);
    } catch (IOException defect) {
      throw new UncheckedIOException(defect); // trees of our own are not that deep
    }
  }
}
