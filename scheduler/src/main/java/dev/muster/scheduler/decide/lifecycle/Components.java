package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A gang's wrapped objects: how they are, and what the status says of each. */
final class Components {
  /** On one that was seen where its gang wants it to come to. */
  private static final String COMPLETED = "Completed";

  private static final String INITIATED = "ComponentCreationInitiated";
  private static final String CREATED = "ComponentCreatedSuccessfully";
  private static final String ERRORED = "ComponentCreationErrored";

  /** Clients match this spelling. */
  private static final String DELETED = "CompononetDeleted";

  private Components() {}

  static Optional<Observed.Component> observed(Gang gang, int index) {
    var components = gang.observed().components();
    return index < components.size() ? Optional.of(components.get(index)) : Optional.empty();
  }

  /** One of which nothing was seen yet is absent. */
  static State state(Gang gang, int index) {
    return observed(gang, index).map(Observed.Component::state).orElse(State.ABSENT);
  }

  /** Those that are, or were once in this attempt, where the gang wants them to come to. */
  static List<Integer> done(Gang gang) {
    return IntStream.range(0, count(gang)).filter(index -> isDone(gang, index)).boxed().toList();
  }

  /** One that was done may be gone since. */
  static boolean isDone(Gang gang, int index) {
    boolean now = observed(gang, index).map(Observed.Component::done).orElse(false);
    return now || wasDone(gang, index);
  }

  private static boolean wasDone(Gang gang, int index) {
    var stored = gang.status().components();
    return index < stored.size() && stored.get(index).conditions().containsKey(COMPLETED);
  }

  /** By MCAD's rules, remembered as long as the attempt lasts. */
  static List<ComponentStatus> completed(
      Gang gang, List<ComponentStatus> components, boolean anew, long now) {
    var changed = new ArrayList<ComponentStatus>();
    for (int i = 0; i < components.size(); i++) {
      var component = components.get(i);
      if (anew) {
        component = component.without(COMPLETED);
      } else if (isDone(gang, i) && !component.conditions().containsKey(COMPLETED)) {
        component =
            component.with(
                new Condition(
                    COMPLETED, Condition.Status.TRUE, "CompletionStatusReached", "", now));
      }
      changed.add(component);
    }
    return changed;
  }

  static int count(Gang gang) {
    return Math.max(gang.spec().objects().size(), gang.observed().components().size());
  }

  /** The indices of those whose state is as asked, in order. */
  static List<Integer> where(Gang gang, Predicate<State> asked) {
    return IntStream.range(0, count(gang))
        .filter(index -> asked.test(state(gang, index)))
        .boxed()
        .toList();
  }

  /** Whether no object and no pod is left, terminating ones included. */
  static boolean nothingLeft(Gang gang) {
    return gang.observed().pods().left() == 0 && where(gang, Components::mayExist).isEmpty();
  }

  /** Whether the current attempt has made it, whatever became of it since. */
  static boolean wasCreated(State state) {
    return switch (state) {
      case PRESENT, MISSING -> true;
      case ABSENT, TERMINATING, ERROR, REFUSED -> false;
    };
  }

  static boolean isToBeCreated(State state) {
    return switch (state) {
      case ABSENT, ERROR -> true;
      case PRESENT, TERMINATING, MISSING, REFUSED -> false;
    };
  }

  /** Whether something may be there; a creation that failed unclearly may yet have happened. */
  private static boolean mayExist(State state) {
    return switch (state) {
      case PRESENT, TERMINATING, ERROR -> true;
      case ABSENT, MISSING, REFUSED -> false;
    };
  }

  /** The first words of the API server that say why an object was not created; empty if none. */
  static String problem(Gang gang) {
    for (var component : gang.observed().components()) {
      if (!component.problem().isEmpty()) {
        return component.problem();
      }
    }
    return "";
  }

  /** What the status says of the objects; as declared where it says nothing yet. */
  static List<ComponentStatus> statuses(Gang gang) {
    var stored = gang.status().components();
    return stored.size() == gang.spec().objects().size() ? stored : gang.spec().objects();
  }

  static List<ComponentStatus> initiated(Gang gang, long now) {
    return each(gang, (index, c) -> told(c, Condition.Status.UNKNOWN, INITIATED, "", now));
  }

  static List<ComponentStatus> created(Gang gang, long now) {
    return each(gang, (index, c) -> told(c, Condition.Status.TRUE, CREATED, "", now));
  }

  /** How far the creation came, for a gang that leaves before all of it existed. */
  static List<ComponentStatus> asFarAsCreated(Gang gang, long now) {
    return each(
        gang,
        (index, c) ->
            switch (state(gang, index)) {
              case PRESENT, MISSING -> told(c, Condition.Status.TRUE, CREATED, "", now);
              // It may exist: who comes after this process must look for it, not believe it absent.
              case ERROR -> told(c, Condition.Status.UNKNOWN, ERRORED, why(gang, index), now);
              case REFUSED -> told(c, Condition.Status.FALSE, ERRORED, why(gang, index), now);
              case ABSENT, TERMINATING -> c;
            });
  }

  /** What was never created because of an error keeps saying so. */
  static List<ComponentStatus> deleted(Gang gang, long now) {
    return each(
        gang,
        (index, c) -> {
          var stored = c.conditions().get(Condition.RESOURCES_DEPLOYED);
          boolean existed = stored != null && stored.status() != Condition.Status.FALSE;
          return existed ? told(c, Condition.Status.FALSE, DELETED, "", now) : c;
        });
  }

  private interface Change {
    ComponentStatus of(int index, ComponentStatus component);
  }

  private static List<ComponentStatus> each(Gang gang, Change change) {
    var changed = new ArrayList<ComponentStatus>();
    for (var component : statuses(gang)) {
      changed.add(change.of(changed.size(), component));
    }
    return changed;
  }

  private static ComponentStatus told(
      ComponentStatus component, Condition.Status status, String reason, String text, long now) {
    var old = component.conditions().get(Condition.RESOURCES_DEPLOYED);
    long since = old != null && old.status() == status ? old.since() : now;
    return component.with(
        new Condition(Condition.RESOURCES_DEPLOYED, status, reason, Messages.cut(text), since));
  }

  private static String why(Gang gang, int index) {
    return observed(gang, index).map(Observed.Component::problem).orElse("");
  }
}
