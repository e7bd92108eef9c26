package dev.muster.simulations.live.store;

/** How a patch body is to be read. */
public enum PatchKind {
  /** RFC 7386. */
  MERGE,
  /** RFC 6902. */
  JSON,
  /** Lists merge by their key; only for built-in kinds. */
  STRATEGIC,
  /** Server-side apply: the body says what its manager wants to be so. */
  APPLY
}
