package dev.muster.simulations.live.store;

/** What a request wants done. */
public enum Verb {
  GET,
  LIST,
  CREATE,
  UPDATE,
  PATCH,
  DELETE,
  DELETE_COLLECTION
}
