package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.GangStatus;
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
    var started = running(objects, since);
    return switch (told.get().words().state()) {
      case "Running", "RunningHoldCompletion" -> Optional.of(started.withMcad(told.get()));
      case "Completed" -> Optional.of(succeeded(started, since).withMcad(told.get()));
      // What is left of its objects is taken down before its place counts as given back.
      case "Failed", "Deleted" -> Optional.of(started.withPhase(Phase.FAILED).withMcad(told.get()));
      default -> Optional.empty();
    };
  }

  /** Of an object that runs, or is to, and is a gang by itself. */
  static GangStatus running(List<ComponentStatus> objects, long since) {
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

  private static GangStatus succeeded(GangStatus started, long since) {
    var phase = Phase.SUCCEEDED;
    return started
        .withPhase(phase)
        .with(Condition.QUOTA_RESERVED, Condition.Status.FALSE, phase.word(), MESSAGE, since);
  }
}
