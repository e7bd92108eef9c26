package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Action.CreateComponents;
import dev.muster.scheduler.model.Action.DeleteComponents;
import dev.muster.scheduler.model.Action.Force;
import dev.muster.scheduler.model.Action.RemoveFinalizer;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is to be done, again if need be, while a gang stays as its status says; and when to look at
 * it again though nothing is seen to happen.
 */
final class Errands {
  private static final Lifecycle.Step NONE = new Lifecycle.Step(List.of(), OptionalLong.empty());

  private Errands() {}

  static Lifecycle.Step of(Gang gang, long now) {
    if (gang.wish() == Wish.LEAVE_ALONE
        || (gang.wish() == Wish.DELETE && !gang.observed().finalizer())) {
      return NONE;
    }
    return switch (gang.status().phase()) {
      case UNSEEN, SUSPENDED -> NONE;
      case RESUMING -> create(gang, now);
      case RUNNING -> watch(gang, now);
      case RESETTING, SUSPENDING, SUCCEEDED, FAILED, TERMINATING -> takeDown(gang, now);
    };
  }

  private static Lifecycle.Step create(Gang gang, long now) {
    var wanted = Components.where(gang, Components::isToBeCreated);
    var admission = gang.status().latestAdmission();
    List<Action> actions =
        wanted.isEmpty() || admission.isEmpty()
            ? List.of()
            : List.of(new CreateComponents(gang.id(), admission.get().epoch(), wanted));
    // With nothing to create the time must not depend on now: nobody asks again before it comes.
    long next =
        actions.isEmpty()
            ? Math.min(Clocks.admissionEnd(gang), Clocks.runEnd(gang).orElse(Long.MAX_VALUE))
            : now + Clocks.CREATION_RETRY;
    return new Lifecycle.Step(actions, OptionalLong.of(next));
  }

  private static Lifecycle.Step watch(Gang gang, long now) {
    long next = Clocks.runEnd(gang).orElse(Long.MAX_VALUE);
    if (Pods.someFailed(gang)) {
      next = Math.min(next, Clocks.failureEnd(gang, now));
    } else if (Pods.countable(gang) && !Pods.ready(gang)) {
      next = Math.min(next, Clocks.readinessEnd(gang));
    }
    return new Lifecycle.Step(
        List.of(), next == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(next));
  }

  private static Lifecycle.Step takeDown(Gang gang, long now) {
    if (Leaving.isTaken(gang)) {
      return gang.status().phase() == Phase.TERMINATING && gang.observed().finalizer()
          ? again(new RemoveFinalizer(gang.id()), now + Clocks.DELETION_RETRY)
          : NONE;
    }
    if (!Leaving.isDue(gang, now)) {
      long due =
          gang.status().phase() == Phase.SUCCEEDED
              ? Clocks.successEnd(gang)
              : Clocks.keptUntil(gang).orElseThrow();
      return new Lifecycle.Step(List.of(), OptionalLong.of(due));
    }
    if (Components.nothingLeft(gang)) { // a reset whose pause is not over
      return new Lifecycle.Step(List.of(), OptionalLong.of(Clocks.retryPauseEnd(gang)));
    }
    long forceAt = Clocks.forceAt(gang, now);
    long again = now + Clocks.DELETION_RETRY;
    return now >= forceAt
        ? again(new DeleteComponents(gang.id(), Force.FORCED), again)
        : again(new DeleteComponents(gang.id(), Force.GENTLE), Math.min(again, forceAt));
  }

  private static Lifecycle.Step again(Action action, long at) {
    return new Lifecycle.Step(List.of(action), OptionalLong.of(at));
  }
}
