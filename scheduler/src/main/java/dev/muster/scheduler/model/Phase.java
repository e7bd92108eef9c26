package dev.muster.scheduler.model;

/** Where a gang stands in its life: the eight words of the wire, and not yet seen. */
public enum Phase {
  /** Accepted by the API server, no status written yet. Never on the wire. */
  UNSEEN(""),
  /** Queued, or held by its user: owns nothing. */
  SUSPENDED("Suspended"),
  /** Admitted: its objects are being created. */
  RESUMING("Resuming"),
  /** All its objects were created. */
  RUNNING("Running"),
  /** Being taken down for another attempt; keeps its place. */
  RESETTING("Resetting"),
  /** Being taken down to be queued or held. */
  SUSPENDING("Suspending"),
  SUCCEEDED("Succeeded"),
  FAILED("Failed"),
  /** Being deleted. */
  TERMINATING("Terminating");

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  /** The word clients see in {@code status.phase}; empty for {@link #UNSEEN}. */
  public String word() {
    return word;
  }

  /** Whether a gang in this phase waits for an admission (or for its user to lift the hold). */
  public boolean waits() {
    return this == UNSEEN || this == SUSPENDED;
  }
}
