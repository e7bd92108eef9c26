package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.McadStatus;
import dev.muster.scheduler.model.Phase;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a predecessor said of a gang, in Muster's terms. It holds until the first status that Muster
 * itself writes. What waited there has no status here: it is queued as if it came now, by the time
 * at which it was submitted.
 */
final class Inherited {
  private static final String CREATED = "ComponentCreatedSuccessfully";
  private static final String WORD = "Resuming";
  private static final String MESSAGE = "Started before Muster took over";

  private Inherited() {}

  /**
   * Of an AppWrapper that MCAD dispatched; empty if it did not, or if nobody said anything yet.
   *
   * @param created when the gang was submitted, which stands in where MCAD did not tell a time
   */
  static Optional<GangStatus> ofMcad(Tree mcad, List<ComponentStatus> objects, long created) {
    var told = McadStatusMap.parse(mcad);
    if (told.isEmpty()) {
      return Optional.empty();
    }
    long since = told.get().firstDispatched() > 0 ? told.get().firstDispatched() : created;
    var started = started(objects, since);
    return switch (told.get().words().state()) {
      case "Running", "RunningHoldCompletion" -> Optional.of(with(started, told.get()));
      case "Completed" -> Optional.of(with(ended(started, Phase.SUCCEEDED, since), told.get()));
      // What is left of its objects is taken down before its place counts as given back.
      case "Failed", "Deleted" -> Optional.of(with(started.withPhase(Phase.FAILED), told.get()));
      default -> Optional.empty();
    };
  }

  /** Of an object that runs, or is to, and is a gang by itself. */
  static GangStatus running(List<ComponentStatus> objects, long created) {
    return started(objects, created);
  }

  private static GangStatus started(List<ComponentStatus> objects, long since) {
    var conditions = new TreeMap<String, Condition>();
    for (var type : List.of(Condition.QUOTA_RESERVED, Condition.RESOURCES_DEPLOYED)) {
      conditions.put(type, new Condition(type, Condition.Status.TRUE, WORD, MESSAGE, since));
    }
    var created = objects.stream().map(object -> created(object, since)).toList();
    return new GangStatus(Phase.RUNNING, 0, conditions, created, List.of(), List.of());
  }

  private static ComponentStatus created(ComponentStatus object, long since) {
    return object.with(
        new Condition(Condition.RESOURCES_DEPLOYED, Condition.Status.TRUE, CREATED, "", since));
  }

  private static GangStatus ended(GangStatus started, Phase phase, long since) {
    return started
        .withPhase(phase)
        .with(Condition.QUOTA_RESERVED, Condition.Status.FALSE, phase.word(), MESSAGE, since);
  }

  private static GangStatus with(GangStatus status, McadStatus told) {
    return status.withMcad(told);
  }
}
