package dev.muster.scheduler.model;

import java.util.List;

/** Something to be done to the world. All are idempotent: doing one twice equals doing it once. */
public sealed interface Action {
  GangId gang();

  /**
   * The moment of admission: into the ledger first, then the finalizer, then {@code next} as the
   * gang's status. No object of the gang exists before.
   */
  record Admit(GangId gang, Admission admission, GangStatus next) implements Action {}

  /** Writes {@code next} as the gang's status; no other effect. */
  record Advance(GangId gang, GangStatus next) implements Action {}

  /**
   * Creates the wrapped objects with these indices, in this order, as children of {@code epoch}.
   */
  record CreateComponents(GangId gang, int epoch, List<Integer> components) implements Action {
    public CreateComponents {
      components = List.copyOf(components);
    }
  }

  /** Deletes all wrapped objects, and with {@code force} what resists. */
  record DeleteComponents(GangId gang, Force force) implements Action {}

  /** How hard to delete. */
  enum Force {
    /** Background propagation; the garbage collector takes the pods. */
    GENTLE,
    /** Pods, then objects, with a grace period of 0; finalizers are left alone. */
    FORCED
  }

  /** Lets go of a gang that is being deleted. */
  record RemoveFinalizer(GangId gang) implements Action {}

  /** Tells people: an Event on the gang. */
  record Announce(GangId gang, boolean warning, String reason, String message) implements Action {}
}
