package dev.muster.simulations.world;

/** What a policy promises about order within a queue. */
public enum Discipline {
  /** Jobs start in the order of their keys; one that does not fit stops those behind it. */
  STRICT,
  /** A job may pass better-keyed ones, but only those that do not fit at that moment. */
  BEST_EFFORT
}
