package dev.muster.simulations.engine;

/** What can be due at an instant, in the order in which it happens there. */
public enum Stage {
  /** Something ends: what it held is free for everything else of this instant. */
  COMPLETION,
  /** The world changes by itself: machines come, go and fail. */
  WORLD,
  /** Something new is asked for. */
  ARRIVAL
}
