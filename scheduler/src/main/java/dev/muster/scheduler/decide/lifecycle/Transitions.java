package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which event leads from which phase to which: the whole table, as data. {@link Lifecycle} moves
 * gangs by it and the diagram in {@code docs/lifecycle.md} is drawn from it, so neither can say
 * something that the other does not.
 */
final class Transitions {

  /** One line of the table. */
  record Transition(Phase from, Event event, Phase to) {}

  private static final Map<Phase, Map<Event, Phase>> TABLE = new EnumMap<>(Phase.class);

  static {
    from(Phase.UNSEEN, Event.FIRST_SEEN, Phase.SUSPENDED);
    from(Phase.SUSPENDED, Event.ADMITTED, Phase.RESUMING);

    from(Phase.RESUMING, Event.ALL_CREATED, Phase.RUNNING);
    from(Phase.RESUMING, Event.TAKEN_OVER, Phase.RUNNING);
    from(Phase.RUNNING, Event.TAKEN_OVER, Phase.RUNNING);
    from(Phase.RESUMING, Event.UNPLACED, Phase.SUSPENDING);
    from(Phase.RESUMING, Event.FORBIDDEN, Phase.SUSPENDING);

    from(Phase.RUNNING, Event.PODS_READY, Phase.RUNNING);
    from(Phase.RUNNING, Event.PODS_SHORT, Phase.RUNNING);
    from(Phase.RUNNING, Event.COMPLETE_WITH_PODS, Phase.RUNNING);
    from(Phase.RUNNING, Event.REQUEUED, Phase.SUSPENDING);
    from(Phase.RUNNING, Event.PODS_FAILED, Phase.RUNNING);
    from(Phase.RUNNING, Event.ALL_SUCCEEDED, Phase.SUCCEEDED);

    from(Phase.RESETTING, Event.NOTHING_LEFT, Phase.RESUMING);
    from(Phase.RESETTING, Event.UNPLACED, Phase.SUSPENDING);

    from(Phase.SUSPENDING, Event.NOTHING_LEFT, Phase.SUSPENDED);
    from(Phase.SUCCEEDED, Event.NOTHING_LEFT, Phase.SUCCEEDED);
    from(Phase.FAILED, Event.NOTHING_LEFT, Phase.FAILED);
    from(Phase.TERMINATING, Event.NOTHING_LEFT, Phase.TERMINATING);

    for (var attempted : List.of(Phase.RESUMING, Phase.RUNNING)) {
      from(attempted, Event.ATTEMPT_FAILED, Phase.RESETTING);
      from(attempted, Event.GIVEN_UP, Phase.FAILED);
    }
    for (var started : List.of(Phase.RESUMING, Phase.RUNNING, Phase.RESETTING)) {
      from(started, Event.OVERRAN, Phase.FAILED);
      from(started, Event.HELD, Phase.SUSPENDING);
    }
    for (var leaving :
        List.of(Phase.RESETTING, Phase.SUSPENDING, Phase.FAILED, Phase.TERMINATING)) {
      from(leaving, Event.DELETION_DUE, leaving);
    }
    for (var phase : Phase.values()) {
      if (phase != Phase.TERMINATING) {
        from(phase, Event.DELETED, Phase.TERMINATING);
      }
    }
  }

  private Transitions() {}

  private static void from(Phase phase, Event event, Phase to) {
    TABLE.computeIfAbsent(phase, p -> new EnumMap<>(Event.class)).put(event, to);
  }

  /** Where {@code event} leads from {@code phase}; empty if it cannot happen there. */
  static Optional<Phase> find(Phase phase, Event event) {
    return Optional.ofNullable(TABLE.get(phase)).map(row -> row.get(event));
  }

  /**
   * Where {@code event} leads from {@code phase}.
   *
   * @throws IllegalStateException if it cannot happen there
   */
  static Phase next(Phase phase, Event event) {
    return find(phase, event)
        .orElseThrow(() -> new IllegalStateException(event + " is impossible in " + phase));
  }

  /** The table, in the order of phases and events. */
  static List<Transition> all() {
    var lines = new ArrayList<Transition>();
    TABLE.forEach(
        (from, row) -> row.forEach((event, to) -> lines.add(new Transition(from, event, to))));
    return lines;
  }
}
