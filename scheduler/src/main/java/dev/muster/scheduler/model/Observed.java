package dev.muster.scheduler.model;

import java.util.List;

/**
 * What became of a gang's objects, as last seen.
 *
 * @param components parallel to the wrapped objects
 * @param finalizer whether a finalizer that is Muster's to take off is on the gang
 * @param denial why whoever submitted it may not create its objects, as last asked; empty as long
 *     as nobody said so, and again when it is to be tried again
 */
public record Observed(
    List<Component> components, PodTally pods, boolean finalizer, String denial) {
  public static final Observed NOTHING = new Observed(List.of(), PodTally.NONE, false);

  public Observed {
    components = List.copyOf(components);
  }

  /** Of a gang that nobody said may not be started. */
  public Observed(List<Component> components, PodTally pods, boolean finalizer) {
    this(components, pods, finalizer, "");
  }

  /** Whether its objects must not be created now. */
  public boolean isDenied() {
    return !denial.isEmpty();
  }

  /**
   * One wrapped object.
   *
   * @param problem the API server's words for {@code ERROR} and {@code REFUSED}, else empty
   * @param done the object says of itself that it ended well (a RayJob whose pods may be gone); in
   *     a gang that goes by MCAD's rules, that it is where its gang wants it to come to
   * @param failed the object says of itself that it failed (a Job's condition)
   */
  public record Component(State state, String problem, boolean done, boolean failed) {
    public static final Component ABSENT = new Component(State.ABSENT, "", false, false);
    public static final Component PRESENT = new Component(State.PRESENT, "", false, false);
  }

  /** Whether a wrapped object exists. */
  public enum State {
    /** Not created by the current attempt, or gone. */
    ABSENT,
    /** Exists and is ours: our UID as owner, the current epoch. */
    PRESENT,
    /** Exists, is ours, and is being deleted; an object of an older epoch counts as this too. */
    TERMINATING,
    /** Was created, and a live read (never a lagging cache) says it is gone. */
    MISSING,
    /**
     * Creating it failed in a way that may pass, or unclearly: it may exist. A deletion that finds
     * nothing makes it {@link #ABSENT}.
     */
    ERROR,
    /** Creating it failed for good: unknown kind, invalid, forbidden by its shape, name taken. */
    REFUSED
  }

  /**
   * The gang's labelled pods by state.
   *
   * @param running not terminating
   * @param left all that exist, terminating ones included: what keeps capacity taken
   * @param exitCodes non-zero exit codes of app containers of the failed pods, in order of pod name
   * @param unplaced pending ones that have no node; counted by MCAD's rules alone
   */
  public record PodTally(
      int pending,
      int running,
      int succeeded,
      int failed,
      int left,
      List<Integer> exitCodes,
      int unplaced) {
    public static final PodTally NONE = new PodTally(0, 0, 0, 0, 0, List.of());

    public PodTally {
      exitCodes = List.copyOf(exitCodes);
    }

    /** Of a gang of which it does not matter who has a node. */
    public PodTally(
        int pending, int running, int succeeded, int failed, int left, List<Integer> exitCodes) {
      this(pending, running, succeeded, failed, left, exitCodes, 0);
    }

    public PodTally withUnplaced(int pods) {
      return new PodTally(pending, running, succeeded, failed, left, exitCodes, pods);
    }
  }
}
