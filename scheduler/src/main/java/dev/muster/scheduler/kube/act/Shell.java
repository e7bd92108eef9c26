package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.cycle.Cluster;
import dev.muster.scheduler.cycle.CycleListener;
import dev.muster.scheduler.cycle.SchedulingCycle;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One scheduler on one API server, from its start to its end: the lease, the ledger's term, the
 * watches, what its predecessor left, and then cycle after cycle.
 *
 * <p>Promises: nothing is decided before all of that is done, nor after the lease is lost; nothing
 * is remembered that is not on the API server, so it may end at any moment, and another one made on
 * the same server goes on. Confined to the loop; it has no other clock, and no thread.
 */
public final class Shell {
  /** What the shell needs to be told of decisions; it knows no deciding code. */
  public record Policy(Function<Snapshot, Plan> plan, Settlement.Admitted admitted) {}

  /** Whom it tells. {@code onLost}: another process may lead now; this one must end. */
  public record Listeners(CycleListener cycles, Runnable onLost) {}

  private static final long RETRY_MILLIS = 1_000;
  private static final long CHILDREN_MILLIS = 5_000;
  private static final long GANGS_MILLIS = 60_000;

  private final Loop loop;
  private final ShellSettings settings;
  private final Api api;
  private final Lease lease;
  private final Mirror mirror;
  private final Ledger ledger;
  private final Actor actor;
  private final Announcer announcer;
  private final Placer placer;
  private final Sweep sweep;
  private final Settlement settlement;
  private final ActionLog log = new ActionLog();
  private final Listeners listeners;
  private final SchedulingCycle cycle;
  private final Watching watches;
  private final KueueFace kueue;
  private @Nullable Snapshot last;
  private final Alarm alarm;
  private final CycleTimer timer;
  private boolean watching;
  private long watchingSince;
  private boolean settled;
  private boolean replan;
  private boolean stopping;
  private boolean over;

  /**
   * @param api for everything but the lease
   * @param leaseApi for the lease alone, so that it never waits
   */
  public Shell(
      Api api,
      Api leaseApi,
      Loop loop,
      ShellSettings settings,
      Policy policy,
      Listeners listeners) {
    this.loop = loop;
    this.timer = new CycleTimer(loop, this::runCycle);
    this.alarm = new Alarm(loop, this::requestCycle);
    this.settings = settings;
    this.listeners = listeners;
    this.lease = new Lease(leaseApi, loop, settings.lease(), this::takeOver, this::lost);
    this.api = new FencedApi(new OlderGroupApi(api), loop, this::mayWrite);
    this.mirror =
        new Mirror(loop, settings.faultTolerance(), settings.predecessors(), this::requestCycle);
    var permits =
        new Permits(this.api, loop, mirror, settings.checksRights(), settings.predecessors());
    var means = new Means(this.api, loop, mirror, log, permits, settings.podScheduler());
    this.ledger = new Ledger(means, this::lost);
    this.announcer = new Announcer(means, settings.lease().identity());
    this.actor = new Actor(means, ledger, announcer, this::decideAgain);
    this.watches = new Watching(this.api, loop, mirror, log, this::requestCycle);
    this.kueue = new KueueFace(means, this::requestCycle);
    this.placer = new Placer(means);
    this.sweep = new Sweep(means);
    this.settlement = new Settlement(means, ledger, actor, policy.admitted());
    this.cycle =
        new SchedulingCycle(
            new Seam(),
            snapshot -> actor.asFarAsThereIsRoom(policy.plan().apply(snapshot)),
            listeners.cycles());
  }

  /** Begins to stand for the lease; all else follows from that. */
  public void start() {
    log.note("start", settings.lease().identity());
    lease.start();
  }

  /** Ends it: no more decisions, what is under way is answered, the lease goes back. */
  public void stop(Runnable then) {
    stopping = true;
    watches.end();
    kueue.end();
    drain(then);
  }

  private void drain(Runnable then) {
    if (actor.underWay() > 0 && lease.holds()) {
      loop.after(RETRY_MILLIS / 10, () -> drain(then));
    } else {
      lease.release(() -> {
        over = true;
        then.run();
      });
    }
  }

  /**
   * What is still to come before it decides, or what it must see again; empty when it decides, and
   * when it stands by for another that does.
   */
  public List<String> missing() {
    var missing = new ArrayList<String>();
    if (lease.standsBy()) {
      return missing;
    } else if (!lease.holds()) {
      missing.add("lease");
    } else if (!watching) {
      missing.add("ledger");
    } else {
      missing.addAll(mirror.missing());
      if (missing.isEmpty() && !settled) {
        missing.add("settlement");
      }
      if (missing.isEmpty()) {
        mirror.silent(settings.freshMillis()).forEach(kind -> missing.add("news of " + kind));
      }
    }
    return missing;
  }

  /** Whether some kind has been silent for too long to promise anything on it. */
  public boolean isStale() {
    return watching && mirror.stale(settings.freshMillis());
  }

  /** Whether a write may go out now. */
  public boolean mayWrite() {
    return !over && lease.holds();
  }

  /** Whether this process leads. */
  public boolean isLeader() {
    return lease.holds();
  }

  /** Events that were not told because there were too many. */
  public long droppedEvents() {
    return announcer.dropped();
  }

  /** Writes of Workloads and LocalQueues that failed. */
  public long failedProjections() {
    return kueue.setbacks();
  }

  private void takeOver() {
    log.note("lead", settings.lease().identity());
    ledger.takeOver(term -> {
      log.note("term", "ledger of term " + term);
      watch();
    });
  }

  /** Lists come after the term: what the predecessor admitted is in one or the other. */
  private void watch() {
    if (over) {
      return;
    }
    watching = true;
    watchingSince = loop.monotonic();
    loop.after(CHILDREN_MILLIS, this::requestCycle);
    loop.after(GANGS_MILLIS, this::requestCycle);
    watches.start();
    kueue.start();
  }

  private void lost() {
    if (over) {
      return;
    }
    over = true;
    settled = false;
    log.note("lost", "another process may lead now");
    watches.end();
    kueue.end();
    listeners.onLost().run();
  }

  /** What was given up before anybody looked has left no trace in what is seen. */
  private void decideAgain() {
    replan = true;
    requestCycle();
  }

  private void requestCycle() {
    if (watching && !over && !stopping) {
      timer.request();
    }
  }

  private void runCycle() {
    timer.begin();
    if (over || stopping || !mirror.missing().isEmpty() || waitsForChildren()) {
      return;
    }
    try {
      if (!settled) {
        settle();
      }
      decide();
      timer.end();
    } catch (RuntimeException | StackOverflowError defect) {
      log.defect("cycle", defect);
      replan = true;
      timer.failed();
    }
  }

  /**
   * Objects that cannot be listed are asked for one by one: nothing waits for them for long. Gangs
   * are waited for longer, since nobody else knows what they hold; but one kind that its API server
   * cannot list must not stop all others, least of all one that the scheduler may not see.
   */
  private boolean waitsForChildren() {
    long since = loop.monotonic() - watchingSince;
    return !settled
        && ((since < CHILDREN_MILLIS && (watches.waitsForChildren() || kueue.waitsForClasses()))
            || (since < GANGS_MILLIS && watches.waitsForGangs()));
  }

  private void settle() {
    settlement.settle();
    settled = true;
    sweep.unsuspend();
    sweepLater();
  }

  private void sweepLater() {
    loop.after(
        settings.sweepMillis(),
        () -> {
          if (!over) {
            sweep.run();
            mirror.allDoubts().forEach(sweep::check);
            ledger.tidy();
            actor.prune();
            actor.holdStrays();
            placer.prune();
            watches.watchMore();
            kueue.sweep();
            requestCycle(); // also tells when the server has fallen silent
            sweepLater();
          }
        });
  }

  private void decide() {
    long now = loop.now();
    ledger.forsake();
    var snapshot = mirror.observe(now);
    ledger.standing().observe(snapshot.cluster().nodes().size(), !isStale());
    if (isStale()) {
      timer.requestLater(this::requestCycle); // who is sent somewhere stays there
    } else {
      placer.place();
    }
    mirror.doubts().forEach(sweep::check);
    mirror.arrivedChildren().forEach(sweep::meet);
    watches.watchAwaited();
    boolean same =
        last != null
            && last.gangs() == snapshot.gangs()
            && last.history().isSame(snapshot.history())
            && last.cluster().nodes() == snapshot.cluster().nodes();
    if (same && !replan && !alarm.isDue()) {
      kueue.follow();
      return;
    }
    replan = false;
    last = snapshot;
    alarm.set(cycle.run(now).wakeAt().orElse(Long.MAX_VALUE));
    kueue.follow();
  }

  /** What the cycle sees of all this. */
  private final class Seam implements Cluster {
    @Override
    public Snapshot observe(long now) {
      return mirror.observe(now);
    }

    @Override
    public void apply(Plan plan) {
      boolean fresh = !mirror.stale(settings.freshMillis());
      if (!fresh) {
        replan = true;
        timer.requestLater(Shell.this::requestCycle);
      }
      actor.apply(plan, fresh);
    }
  }
}
