package dev.muster.scheduler.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A set of pods that start together or not at all: what is queued.
 *
 * @param spec what was asked for
 * @param wish what its owner wants of it now
 * @param status what is stored, or already decided and on its way there
 * @param observed what became of its objects
 */
public record Gang(GangId id, Spec spec, Wish wish, GangStatus status, Observed observed) {

  /**
   * What was asked for.
   *
   * @param kind of the object that people submitted: {@link #WRAPPED}, or that of an object which
   *     is the gang itself
   * @param queue empty = the one queue without a name
   * @param priority higher goes first
   * @param submittedAt epoch milliseconds; a retry keeps it
   * @param objects the wrapped objects as declared (name, kind, version, effective pod sets), with
   *     no condition yet: what the first status shows of them
   * @param mcad at most one: there if it was submitted in MCAD's version
   */
  public record Spec(
      String kind,
      String queue,
      int priority,
      long submittedAt,
      Demand demand,
      FaultTolerance faultTolerance,
      List<ComponentStatus> objects,
      List<Mcad> mcad) {
    /** The kind of gangs whose objects Muster creates and deletes. */
    public static final String WRAPPED = "AppWrapper";

    public Spec {
      objects = List.copyOf(objects);
      mcad = List.copyOf(mcad);
    }

    /** Of a gang that was submitted in today's version. */
    public Spec(
        String kind,
        String queue,
        int priority,
        long submittedAt,
        Demand demand,
        FaultTolerance faultTolerance,
        List<ComponentStatus> objects) {
      this(kind, queue, priority, submittedAt, demand, faultTolerance, objects, List.of());
    }

    /** A gang whose wrapped objects are of no interest: deciding who is next needs none. */
    public Spec(
        String kind,
        String queue,
        int priority,
        long submittedAt,
        Demand demand,
        FaultTolerance faultTolerance) {
      this(kind, queue, priority, submittedAt, demand, faultTolerance, List.of());
    }

    /** Whether it is one object, which is held and let go, and which its own controller judges. */
    public boolean isBare() {
      return !kind.equals(WRAPPED);
    }

    public Spec withPriority(int newPriority) {
      return new Spec(kind, queue, newPriority, submittedAt, demand, faultTolerance, objects, mcad);
    }

    /** What it says of its course by MCAD's rules, if it goes by them. */
    public Optional<Mcad> byMcad() {
      return mcad.stream().findFirst();
    }
  }

  /**
   * When its attempt is over at the latest, by the limit of its run time, epoch milliseconds; by
   * MCAD's rules all its attempts together. Empty without a limit, or if it does not run.
   */
  public OptionalLong runEnd() {
    long limit = spec.faultTolerance().runTimeLimit();
    var started =
        status
            .condition(Condition.RESOURCES_DEPLOYED)
            .filter(c -> c.status() == Condition.Status.TRUE)
            .map(Condition::since);
    if (limit <= 0 || started.isEmpty()) {
      return OptionalLong.empty();
    }
    long first = status.forMcad().map(McadStatus::firstDispatched).orElse(0L);
    long end = (first > 0 ? first : started.get()) + limit;
    return OptionalLong.of(end < 0 ? Long.MAX_VALUE : end); // a limit may be set absurdly
  }

  public Gang withStatus(GangStatus newStatus) {
    return new Gang(id, spec, wish, newStatus, observed);
  }

  public Gang withObserved(Observed newObserved) {
    return new Gang(id, spec, wish, status, newObserved);
  }

  public Gang withWish(Wish newWish) {
    return new Gang(id, spec, newWish, status, observed);
  }

  public Gang withSpec(Spec newSpec) {
    return new Gang(id, newSpec, wish, status, observed);
  }
}
