package dev.muster.scheduler.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds gangs for tests: queued ({@code SUSPENDED}), wanted, in the nameless queue, at priority 0,
 * submitted at 0. Without pod sets it asks for no pods.
 */
public final class Gangs {
  private Gangs() {}

  public static Builder aGang(String name) {
    return new Builder(name);
  }

  /** So many pods of so many GPUs each. */
  public static Gang aGang(String name, int pods, int gpus) {
    return aGang(name).workers(pods, gpus).build();
  }

  /** Collects what differs from the default. */
  public static final class Builder {
    private final String name;
    private final List<PodSet> podSets = new ArrayList<>();
    private String queue = "";
    private int priority;
    private long submittedAt;
    private Wish wish = Wish.RUN;
    private GangStatus status = GangStatus.UNSEEN.withPhase(Phase.SUSPENDED);
    private List<Demand.Unreadable> unreadable = List.of();

    private Builder(String name) {
      this.name = name;
    }

    public Builder podSet(PodSets.Builder podSet) {
      podSets.add(podSet.build());
      return this;
    }

    /** A pod set {@code workers}. */
    public Builder workers(int pods, int gpus) {
      return podSet(PodSets.pods("workers", pods).gpus(gpus));
    }

    /** A pod set {@code head} of one pod. */
    public Builder head(int cpus) {
      return podSet(PodSets.pods("head", 1).cpus(cpus));
    }

    public Builder queue(String newQueue) {
      queue = newQueue;
      return this;
    }

    public Builder priority(int newPriority) {
      priority = newPriority;
      return this;
    }

    public Builder submittedAt(long time) {
      submittedAt = time;
      return this;
    }

    public Builder wish(Wish newWish) {
      wish = newWish;
      return this;
    }

    public Builder phase(Phase phase) {
      status = status.withPhase(phase);
      return this;
    }

    /** What its status says already. */
    public Builder told(Verdict verdict) {
      status = status.withVerdict(verdict, 0);
      return this;
    }

    public Builder status(GangStatus newStatus) {
      status = newStatus;
      return this;
    }

    public Builder unreadable(String path, String problem) {
      unreadable = List.of(new Demand.Unreadable(path, problem));
      return this;
    }

    /** Namespace {@code ns}, UID {@code uid-NAME}. */
    public Gang build() {
      Demand demand = unreadable.isEmpty() ? new Demand.Readable(podSets) : unreadable.getFirst();
      return new Gang(
          new GangId("ns", name, "uid-" + name),
          new Gang.Spec("AppWrapper", queue, priority, submittedAt, demand, FaultTolerance.DEFAULT),
          wish,
          status,
          Observed.NOTHING);
    }
  }
}
