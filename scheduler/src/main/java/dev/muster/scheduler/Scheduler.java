package dev.muster.scheduler;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.BreakerRules;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.lifecycle.Lifecycle;
import dev.muster.scheduler.http.Endpoints;
import dev.muster.scheduler.kube.act.LeaseTerms;
import dev.muster.scheduler.kube.act.Shell;
import dev.muster.scheduler.kube.act.ShellSettings;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.scheduler.kube.client.Limits;
import dev.muster.scheduler.kube.map.Predecessors;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A running scheduler: builds all of it and starts it, readable from top to bottom. It ends by
 * {@link #close}, or calls {@code onFatal} once with the reason why it must not go on; the process
 * then ends and another one takes over from what the API server holds.
 */
public final class Scheduler implements AutoCloseable {
  private static final long BEAT_MILLIS = 1_000;
  private static final long DEAD_MILLIS = 60_000;
  private static final long STOP_SECONDS = 10;
  private static final String EVERYWHERE = "0.0.0.0";

  /**
   * Where and as whom to run.
   *
   * @param identity of this process alone: never that of an earlier life
   * @param namespace where the lease is, unless the configuration names one
   * @param httpPort of the end points; 0 takes a free one, negative starts none
   */
  public record Start(
      Connection connection, String identity, String namespace, int httpPort, String version) {}

  private final ThreadLoop loop;
  private final Client client;
  private final Client leaseClient;
  private final Shell shell;
  private final SchedulerMetrics metrics;
  private final AtomicReference<List<String>> missing =
      new AtomicReference<>(List.of("the first look at the cluster"));
  private final AtomicReference<String> fatal = new AtomicReference<>("");
  private final List<Endpoints> endpoints;
  private volatile long lastBeat;

  private Scheduler(SchedulerConfig config, Start start, Clock clock, Consumer<String> onFatal) {
    Consumer<String> fail =
        reason -> {
          if (fatal.compareAndSet("", reason)) {
            onFatal.accept(reason);
          }
        };
    // 1 One thread owns everything; what it cannot survive ends the process.
    loop = new ThreadLoop("scheduler", clock, error -> fail.accept("defect: " + error));
    lastBeat = loop.monotonic();
    // 2 Two clients: a lease must never wait behind other calls.
    metrics = new SchedulerMetrics(start.version());
    var connection = start.connection();
    client = connection.client(loop, limits(config.muster().writes()), metrics::apiCall);
    var limits = Limits.lease(config.muster().leaderElection().renewDeadline());
    leaseClient = connection.client(loop, limits, metrics::apiCall);
    // 3 The decision, and the shell that makes it true.
    var planner = new Planner(rules(config.muster().deciding()));
    var policy = new Shell.Policy(metrics.timed(planner.incremental()), Lifecycle::admitted);
    var listeners =
        new Shell.Listeners(metrics, () -> fail.accept("the lease was lost: another may lead"));
    shell = new Shell(client, leaseClient, loop, shell(config, start), policy, listeners);
    // 4 What others may ask of it.
    var sources = new Endpoints.Sources(this::problems, missing::get, metrics::scrape);
    endpoints =
        start.httpPort() < 0
            ? List.of()
            : List.of(Endpoints.start(EVERYWHERE, start.httpPort(), sources));
  }

  /**
   * Starts a scheduler.
   *
   * @throws IllegalArgumentException if the connection cannot be understood
   * @throws IllegalStateException if the HTTP port cannot be had
   */
  public static Scheduler start(
      SchedulerConfig config, Start start, Clock clock, Consumer<String> onFatal) {
    var scheduler = new Scheduler(config, start, clock, onFatal);
    scheduler.loop.post(() -> scheduler.client.writeOnlyWhile(scheduler.shell::mayWrite));
    scheduler.loop.post(scheduler.shell::start);
    scheduler.loop.post(scheduler::beat);
    return scheduler;
  }

  static Rules rules(SchedulerConfig.Deciding deciding) {
    var strategy =
        switch (deciding.strategy()) {
          case BEST_EFFORT -> Rules.Strategy.BEST_EFFORT;
          case STRICT -> Rules.Strategy.STRICT;
        };
    var placement =
        switch (deciding.placement()) {
          case AUTO -> Rules.Placement.AUTO;
          case EXACT -> Rules.Placement.EXACT;
          case OFF -> Rules.Placement.OFF;
        };
    var quarantine = deciding.quarantine();
    var breaker =
        new BreakerRules(
            quarantine.failures(),
            quarantine.failFast(),
            quarantine.first(),
            quarantine.longest(),
            quarantine.share());
    return new Rules(strategy, deciding.searchBudget(), placement, breaker);
  }

  static ShellSettings shell(SchedulerConfig config, Start start) {
    var election = config.muster().leaderElection();
    var namespace = election.namespace().isEmpty() ? start.namespace() : election.namespace();
    var terms =
        new LeaseTerms(
            start.identity(),
            namespace,
            election.name(),
            election.leaseDuration(),
            election.renewDeadline(),
            election.retryPeriod());
    return ShellSettings.of(start.identity(), namespace)
        .withLease(terms)
        .withSweepMillis(config.muster().sweepPeriod())
        .withFaultTolerance(config.faultTolerance())
        .withPodScheduler(config.appWrappers().schedulerName())
        .withChecksRights(config.appWrappers().userRbacAdmissionCheck())
        .withPredecessors(new Predecessors(config.muster().takeOverBefore()));
  }

  static Limits limits(SchedulerConfig.Writes writes) {
    return new Limits(writes.inFlight(), writes.perSecond(), writes.burst(), writes.timeout());
  }

  /** Tells other threads how the loop is. */
  private void beat() {
    lastBeat = loop.monotonic();
    missing.set(shell.missing());
    metrics.leading(shell.isLeader());
    metrics.failedProjections(shell.failedProjections());
    loop.after(BEAT_MILLIS, this::beat);
  }

  private List<String> problems() {
    if (!fatal.get().isEmpty()) {
      return List.of(fatal.get());
    }
    long silent = loop.monotonic() - lastBeat;
    return silent > DEAD_MILLIS
        ? List.of("the scheduler's loop has been stuck for " + silent + " ms")
        : List.of();
  }

  /** Stops deciding, lets writes under way end, gives the lease back. */
  @Override
  public void close() {
    endpoints.forEach(Endpoints::close);
    var stopped = new CountDownLatch(1);
    loop.post(() -> shell.stop(stopped::countDown));
    try {
      if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        fatal.compareAndSet("", "did not stop in time; the lease runs out by itself");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    client.close();
    leaseClient.close();
    loop.close();
  }
}
