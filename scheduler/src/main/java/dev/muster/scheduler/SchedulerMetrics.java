package dev.muster.scheduler;

import dev.muster.scheduler.cycle.CycleListener;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Wish;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * What the dashboards read. Counters move with each cycle; the gauges over gangs are made from the
 * last snapshot when somebody scrapes, so that a cycle never pays for them. No label ever carries
 * the name of a gang, a pod, a node or a user.
 */
final class SchedulerMetrics implements CycleListener {
  private static final int MOST_QUEUES = 1000;
  private static final String OTHER = "other";

  private record Waiting(String queue, String reason) {}

  private record InState(String queue, String state) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicReference<Snapshot> last = new AtomicReference<>();
  private final AtomicInteger leader = new AtomicInteger();
  private final AtomicLong failedProjections = new AtomicLong();
  private final MultiGauge gangs;
  private final MultiGauge waiting;
  private final MultiGauge quarantined;
  private final Map<String, String> queues = new TreeMap<>();

  SchedulerMetrics(String version) {
    gangs = MultiGauge.builder("muster_gangs").register(registry);
    waiting = MultiGauge.builder("muster_gangs_waiting").register(registry);
    quarantined = MultiGauge.builder("muster_nodes_quarantined").register(registry);
    Gauge.builder("muster_leader", leader, AtomicInteger::get).register(registry);
    FunctionCounter.builder("muster_projection_writes_failed", failedProjections, AtomicLong::get)
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    // Micrometer strips the ending that Prometheus reserves for this very kind of metric.
    Info.builder()
        .name("muster_build_info")
        .labelNames("version")
        .register(registry.getPrometheusRegistry())
        .addLabelValues(version);
  }

  /** Times the planning itself around {@code policy}. */
  Function<Snapshot, Plan> timed(Function<Snapshot, Plan> policy) {
    var timer = phase("plan");
    return snapshot -> timer.record(() -> policy.apply(snapshot));
  }

  void leading(boolean leads) {
    leader.set(leads ? 1 : 0);
  }

  /** So many writes of Workloads and LocalQueues failed so far. */
  void failedProjections(long count) {
    failedProjections.set(count);
  }

  /** One call to the API server came back; {@code code} 0 = no answer. */
  void apiCall(String verb, int code, long nanos) {
    registry
        .counter("muster_api_requests", "cluster", "local", "verb", verb, "code", "" + code)
        .increment();
    Timer.builder("muster_api_request_duration_seconds")
        .tags("cluster", "local", "verb", verb)
        .publishPercentileHistogram()
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer phase(String name) {
    return Timer.builder("muster_cycle_duration_seconds")
        .tag("phase", name)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofNanos(10_000))
        .register(registry);
  }

  @Override
  public void onCycle(Snapshot snapshot, Plan plan) {
    last.set(snapshot);
    boolean empty =
        plan.actions().isEmpty() && plan.verdicts().isEmpty() && plan.markings().isEmpty();
    registry.counter("muster_cycles", "result", empty ? "empty" : "applied").increment();
    plan.actions().forEach(action -> count(snapshot, action));
  }

  private static String word(NodeQuarantine.State state) {
    return switch (state) {
      case NONE -> "open";
      case BY_HAND -> "by-hand";
      case CLOSED -> "closed";
      case TRIAL -> "trial";
    };
  }

  private void count(Snapshot snapshot, Action action) {
    switch (action) {
      case Action.Admit admit ->
          gang(snapshot, admit).ifPresent(gang -> admitted(gang, snapshot.now()));
      case Action.Advance advance ->
          gang(snapshot, advance)
              .ifPresent(gang -> finished(queue(gang), gang.status().phase(), advance));
      case Action.RemoveFinalizer release ->
          gang(snapshot, release)
              .ifPresent(gang ->
                  counter("muster_gangs_finished", "queue", queue(gang), "result", "deleted"));
      // Plan after plan names these for as long as they are not done: nothing may be spent on them.
      case Action.CreateComponents unused -> {}
      case Action.DeleteComponents unused -> {}
      case Action.Announce unused -> {}
    }
  }

  private static Optional<Gang> gang(Snapshot snapshot, Action action) {
    return snapshot.gangs().get(action.gang().uid());
  }

  private void admitted(Gang gang, long now) {
    var queue = queue(gang);
    counter("muster_gangs_admitted", "queue", queue, "cluster", "local", "path", "direct");
    Timer.builder("muster_gang_wait_seconds")
        .tags("queue", queue)
        .publishPercentileHistogram()
        .register(registry)
        .record(Math.max(0, now - gang.spec().submittedAt()), TimeUnit.MILLISECONDS);
  }

  private String queue(Gang gang) {
    return queue(gang.spec().queue());
  }

  private void finished(String queue, Phase before, Action.Advance advance) {
    var after = advance.next().phase();
    if (after == before) {
      return;
    }
    switch (after) {
      case SUCCEEDED -> counter("muster_gangs_finished", "queue", queue, "result", "succeeded");
      case FAILED -> counter("muster_gangs_finished", "queue", queue, "result", "failed");
      case RESETTING -> counter("muster_gangs_requeued", "queue", queue, "cause", "reset");
      case SUSPENDING -> counter("muster_gangs_requeued", "queue", queue, "cause", "suspended");
      case UNSEEN, SUSPENDED, RESUMING, RUNNING, TERMINATING -> {}
    }
  }

  private void counter(String name, String... tags) {
    Counter.builder(name).tags(tags).register(registry).increment();
  }

  /** Keeps the number of series bounded however many queues tenants make up. */
  private synchronized String queue(String name) {
    if (queues.size() >= MOST_QUEUES && !queues.containsKey(name)) {
      return OTHER;
    }
    return queues.computeIfAbsent(name, n -> n);
  }

  /** One scrape. May be called from any thread. */
  String scrape() {
    var snapshot = last.get();
    if (snapshot != null) {
      refresh(snapshot);
    }
    return registry.scrape();
  }

  private synchronized void refresh(Snapshot snapshot) {
    var states = new LinkedHashMap<InState, Integer>();
    var reasons = new LinkedHashMap<Waiting, Integer>();
    snapshot
        .gangs()
        .forEach((uid, gang) -> {
          var queue = queue(gang.spec().queue());
          state(gang).ifPresent(s -> states.merge(new InState(queue, s), 1, Integer::sum));
          if (gang.status().phase().waits()) {
            var reason =
                gang.status().latestVerdict().map(v -> v.code().word()).orElse("NotYetSeen");
            reasons.merge(new Waiting(queue, reason), 1, Integer::sum);
          }
        });
    var stateRows = new ArrayList<MultiGauge.Row<?>>();
    states.forEach((key, n) ->
        stateRows.add(MultiGauge.Row.of(Tags.of("queue", key.queue, "state", key.state), n)));
    gangs.register(stateRows, true);
    var reasonRows = new ArrayList<MultiGauge.Row<?>>();
    reasons.forEach((key, n) ->
        reasonRows.add(MultiGauge.Row.of(Tags.of("queue", key.queue, "reason", key.reason), n)));
    waiting.register(reasonRows, true);
    refreshNodes(snapshot);
  }

  private void refreshNodes(Snapshot snapshot) {
    var states = new EnumMap<NodeQuarantine.State, Integer>(NodeQuarantine.State.class);
    snapshot
        .cluster()
        .nodes()
        .forEach((name, node) -> states.merge(node.quarantine().state(), 1, Integer::sum));
    var rows = new ArrayList<MultiGauge.Row<?>>();
    for (var state : NodeQuarantine.State.values()) {
      if (state != NodeQuarantine.State.NONE) {
        rows.add(MultiGauge.Row.of(Tags.of("state", word(state)), states.getOrDefault(state, 0)));
      }
    }
    quarantined.register(rows, true);
  }

  private static Optional<String> state(Gang gang) {
    return switch (gang.status().phase()) {
      case UNSEEN, SUSPENDED -> Optional.of(gang.wish() == Wish.HOLD ? "held" : "queued");
      case RESUMING, RESETTING, SUSPENDING, TERMINATING -> Optional.of("intended");
      case RUNNING -> Optional.of("running");
      case SUCCEEDED, FAILED -> Optional.empty();
    };
  }
}
