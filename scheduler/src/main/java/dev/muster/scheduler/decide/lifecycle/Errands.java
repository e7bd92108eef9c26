package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.decide.lifecycle.Lifecycle.Step;
import dev.muster.scheduler.model.Action.CreateComponents;
import dev.muster.scheduler.model.Action.DeleteComponents;
import dev.muster.scheduler.model.Action.Force;
import dev.muster.scheduler.model.Action.RemoveFinalizer;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * What is to be done, again if need be, while a gang stays as its status says; and when to look at
 * it again though nothing is seen to happen.
 */
final class Errands {
  private static final long NEVER = Long.MAX_VALUE;

  private Errands() {}

  static Step of(Gang gang, long now, long podMadeAt) {
    if (gang.wish() == Wish.LEAVE_ALONE
        || (gang.wish() == Wish.DELETE && !gang.observed().finalizer())) {
      return Step.NONE;
    }
    return switch (gang.status().phase()) {
      case UNSEEN, SUSPENDED -> Step.NONE;
      case RESUMING -> create(gang, now);
      case RUNNING -> watch(gang, now, podMadeAt);
      case RESETTING, SUSPENDING, SUCCEEDED, FAILED, TERMINATING -> takeDown(gang, now);
    };
  }

  private static Step create(Gang gang, long now) {
    var changesAt = firstAfter(now, Clocks.admissionEnd(gang), runEnd(gang));
    var wanted = Components.where(gang, Components::isToBeCreated);
    var admission = gang.status().latestAdmission();
    return wanted.isEmpty() || admission.isEmpty()
        ? Step.rest(changesAt)
        : Step.errand(
            new CreateComponents(gang.id(), admission.get().epoch(), wanted),
            Clocks.CREATION_RETRY,
            changesAt);
  }

  private static Step watch(Gang gang, long now, long podMadeAt) {
    long graceEnd = NEVER;
    if (gang.spec().byMcad().isPresent()) {
      graceEnd = McadRunning.waitEnd(gang, gang.spec().byMcad().get()).orElse(NEVER);
    } else if (Pods.someFailed(gang)) {
      graceEnd = Clocks.failureEnd(gang, now);
    } else if (Pods.countable(gang) && !Pods.ready(gang)) {
      graceEnd = Clocks.readinessEnd(gang, podMadeAt);
    }
    return Step.rest(firstAfter(now, graceEnd, runEnd(gang)));
  }

  private static Step takeDown(Gang gang, long now) {
    if (Leaving.isTaken(gang)) {
      return gang.status().phase() == Phase.TERMINATING && gang.observed().finalizer()
          ? Step.errand(new RemoveFinalizer(gang.id()), Clocks.DELETION_RETRY, OptionalLong.empty())
          : Step.NONE;
    }
    if (!Leaving.isDue(gang, now)) {
      long due =
          gang.status().phase() == Phase.SUCCEEDED
              ? Clocks.successEnd(gang)
              : Clocks.keptUntil(gang).orElseThrow();
      return Step.rest(firstAfter(now, due));
    }
    long overrun = gang.status().phase() == Phase.RESETTING ? runEnd(gang) : NEVER;
    if (Components.nothingLeft(gang)) { // a reset whose pause is not over
      return Step.rest(firstAfter(now, Clocks.retryPauseEnd(gang), overrun));
    }
    long forceAt = Clocks.forceAt(gang, now);
    var force = now >= forceAt ? Force.FORCED : Force.GENTLE;
    return Step.errand(
        new DeleteComponents(gang.id(), force),
        Clocks.DELETION_RETRY,
        firstAfter(now, forceAt, overrun));
  }

  private static long runEnd(Gang gang) {
    return gang.runEnd().orElse(NEVER);
  }

  /** A time that is over changes nothing any more. */
  private static OptionalLong firstAfter(long now, long... times) {
    return Arrays.stream(times).filter(at -> at > now && at < NEVER).min();
  }
}
