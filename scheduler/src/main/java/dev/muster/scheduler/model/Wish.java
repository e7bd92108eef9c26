package dev.muster.scheduler.model;

/** What its owner wants of a gang now. */
public enum Wish {
  /** Start it when there is room. */
  RUN,
  /** Keep it, but own nothing ({@code spec.suspend: true} by its user). */
  HOLD,
  /** Being deleted: take everything down, then let go. */
  DELETE,
  /** Somebody else's to manage ({@code spec.managedBy}): never written to. */
  LEAVE_ALONE
}
