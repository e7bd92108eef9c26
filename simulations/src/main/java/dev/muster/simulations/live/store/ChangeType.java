package dev.muster.simulations.live.store;

/** What happened to an object, in the words of a watch. */
public enum ChangeType {
  ADDED,
  MODIFIED,
  DELETED
}
