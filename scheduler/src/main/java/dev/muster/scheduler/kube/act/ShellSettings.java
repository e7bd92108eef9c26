package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.map.Predecessors;

/**
 * How a shell runs.
 *
 * @param freshMillis how long a kind may be silent before nothing new is promised on it
 * @param sweepMillis time between two full comparisons of what is with what should be
 * @param podScheduler who is to bind the pods of wrapped objects that name nobody; empty if nobody
 *     in particular
 * @param checksRights whether the API server is asked what the submitter of a gang may create, just
 *     before it is created; for that a webhook must have recorded who that is
 * @param predecessors which objects another system queued and started before
 */
public record ShellSettings(
    LeaseTerms lease,
    FaultToleranceDefaults faultTolerance,
    long freshMillis,
    long sweepMillis,
    String podScheduler,
    boolean checksRights,
    Predecessors predecessors) {
  private static final long FRESH_MILLIS = 30_000;
  private static final long SWEEP_MILLIS = 60_000;

  /** What holds unless somebody says otherwise. */
  public static ShellSettings of(String identity, String namespace) {
    return new ShellSettings(
        LeaseTerms.of(identity, namespace),
        FaultToleranceDefaults.STANDARD,
        FRESH_MILLIS,
        SWEEP_MILLIS,
        "",
        false,
        Predecessors.NONE);
  }

  public ShellSettings withLease(LeaseTerms terms) {
    return new ShellSettings(
        terms, faultTolerance, freshMillis, sweepMillis, podScheduler, checksRights, predecessors);
  }

  public ShellSettings withFaultTolerance(FaultToleranceDefaults defaults) {
    return new ShellSettings(
        lease, defaults, freshMillis, sweepMillis, podScheduler, checksRights, predecessors);
  }

  public ShellSettings withFreshMillis(long millis) {
    return new ShellSettings(
        lease, faultTolerance, millis, sweepMillis, podScheduler, checksRights, predecessors);
  }

  public ShellSettings withSweepMillis(long millis) {
    return new ShellSettings(
        lease, faultTolerance, freshMillis, millis, podScheduler, checksRights, predecessors);
  }

  public ShellSettings withPodScheduler(String name) {
    return new ShellSettings(
        lease, faultTolerance, freshMillis, sweepMillis, name, checksRights, predecessors);
  }

  public ShellSettings withChecksRights(boolean checks) {
    return new ShellSettings(
        lease, faultTolerance, freshMillis, sweepMillis, podScheduler, checks, predecessors);
  }

  public ShellSettings withPredecessors(Predecessors left) {
    return new ShellSettings(
        lease, faultTolerance, freshMillis, sweepMillis, podScheduler, checksRights, left);
  }
}
