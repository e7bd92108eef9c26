package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Wish;
import java.util.Optional;

/** Looks at a gang whose objects are being created. */
final class Resuming {
  private static final String CREATE_FAILED = "CreateFailed";

  private Resuming() {}

  static Optional<Finding> finding(Gang gang, long now) {
    if (gang.wish() == Wish.HOLD) {
      return Optional.of(Finding.of(Event.HELD));
    }
    if (gang.observed().isDenied()) {
      return Optional.of(Finding.of(Event.FORBIDDEN));
    }
    boolean created =
        Components.where(gang, Components::wasCreated).size() == Components.count(gang);
    if (gang.status().latestAdmission().isEmpty()) {
      return Optional.of(Finding.of(created ? Event.TAKEN_OVER : Event.UNPLACED));
    }
    if (Running.overran(gang, now)) {
      return Optional.of(Running.overrun(gang, now));
    }
    if (!Components.where(gang, state -> state == State.REFUSED).isEmpty()) {
      return Optional.of(Finding.givenUp(CREATE_FAILED, why(gang)));
    }
    if (created) {
      return Optional.of(Finding.of(Event.ALL_CREATED));
    }
    if (now >= Clocks.admissionEnd(gang) && !why(gang).isEmpty()) {
      return Optional.of(
          gang.spec().byMcad().isPresent()
              ? Finding.givenUp(CREATE_FAILED, why(gang))
              : Finding.failed(gang, CREATE_FAILED, why(gang)));
    }
    return Optional.empty();
  }

  /**
   * What keeps objects from being created; empty if nothing is known to: an API server that does
   * not answer is no fault of the gang, and a retry would not find it better.
   */
  private static String why(Gang gang) {
    var problem = Components.problem(gang);
    if (!problem.isEmpty()) {
      return Messages.creation(problem);
    }
    return Components.where(gang, state -> state == State.TERMINATING).stream()
        .findFirst()
        .map(index -> Messages.creation(Messages.stillDeleting(name(gang, index))))
        .orElse("");
  }

  private static String name(Gang gang, int index) {
    var objects = gang.spec().objects();
    return index < objects.size() ? objects.get(index).name() : Integer.toString(index);
  }
}
