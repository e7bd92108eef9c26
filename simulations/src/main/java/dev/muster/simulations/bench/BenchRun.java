package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.Listing;
import dev.muster.simulations.live.objects.Trees;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One bench from its first question to the removal of all that it made. */
public final class BenchRun {
  private static final Api.Kind NAMESPACES = new Api.Kind("", "v1", "namespaces", false);
  private static final Api.Kind EVENTS = new Api.Kind("", "v1", "events", true);
  private static final Api.Kind LEDGERS = new Api.Kind("muster.dev", "v1", "clusters", false);
  private static final long WATCH_MILLIS = 30_000;

  private final BenchOptions options;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Consumer<String> progress;
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile boolean stopped;
  private Optional<Session> running = Optional.empty();

  /**
   * Does nothing yet.
   *
   * @param nanoTime for measuring
   * @param progress is told how far it is, in few words
   */
  public BenchRun(
      BenchOptions options, Clock clock, LongSupplier nanoTime, Consumer<String> progress) {
    this.options = options;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.progress = progress;
  }

  /** From any thread: ends it early; what it made is removed nevertheless, and to the end. */
  public void stop() {
    stopped = true;
    if (begun.getCount() == 0) {
      running.ifPresent(Session::stop);
    }
  }

  /**
   * Measures.
   *
   * @param found is told what it found before anything is removed, so that it is known whatever
   *     becomes of that
   * @return the same; empty if it was stopped
   * @throws BenchProblem if it cannot be done, or something stays behind
   */
  public Optional<BenchReport> play(Consumer<BenchReport> found) {
    try (var session = session()) {
      return play(session, preflight(session), found);
    } catch (Session.Stopped beforeAnythingWasMade) {
      return Optional.empty();
    }
  }

  private Optional<BenchReport> play(Session session, Api.Kind gangs, Consumer<BenchReport> found) {
    try (Clearing unused = () -> clear(session)) {
      return measured(session, gangs, found);
    }
  }

  private Optional<BenchReport> measured(
      Session session, Api.Kind gangs, Consumer<BenchReport> found) {
    try {
      var report = measure(session, gangs);
      found.accept(report);
      return Optional.of(report);
    } catch (Session.Stopped stopped) {
      return Optional.empty();
    }
  }

  /** What has to be done however it ends; where both fail, the second is told with the first. */
  private interface Clearing extends AutoCloseable {
    @Override
    void close();
  }

  private void clear(Session session) {
    session.goOn();
    cleaning(session).run(progress);
  }

  /**
   * Removes what an earlier bench of this name left behind.
   *
   * @return what is still there because it was stopped: how many objects, by the plural of their
   *     kind
   */
  public Map<String, Integer> clean() {
    try (var session = session()) {
      try {
        reach(session);
        cleaning(session).run(progress);
        return Map.of();
      } catch (Session.Stopped stopped) {
        session.goOn();
        return cleaning(session).leftovers();
      }
    }
  }

  private Session session() {
    var session = new Session(options.kubeconfig(), clock, nanoTime);
    running = Optional.of(session);
    begun.countDown();
    if (stopped) {
      session.stop();
    }
    return session;
  }

  /** What would go wrong is found before anything is made. */
  private Api.Kind preflight(Session session) {
    progress.accept("looking at the cluster");
    reach(session);
    var template = options.load().gangs();
    var gangs =
        resolve(session, template.apiVersion(), template.kind())
            .orElseThrow(() ->
                new BenchProblem(
                    "the server knows no %s of %s"
                        .formatted(template.kind(), template.apiVersion()),
                    "apply its definition first; Muster's are in manifests/crds"));
    if (!gangs.namespaced()) {
      throw new BenchProblem(
          template.kind() + " is not a namespaced kind", "use a kind that is in --template");
    }
    var left = cleaning(session).leftovers();
    if (!left.isEmpty()) {
      throw new BenchProblem(
          "a bench named %s is there already: %s".formatted(options.place().name(), left),
          "take another --name, or remove it with --clean");
    }
    return gangs;
  }

  private void reach(Session session) {
    var namespace = new Api.Ref(NAMESPACES, "", options.place().namespace());
    var answer = session.call(then -> session.api().get(namespace, then));
    if (!(answer instanceof Answer.Done)) {
      throw Refusals.problem("find namespace " + namespace.name(), answer);
    }
  }

  private static Optional<Api.Kind> resolve(Session session, String apiVersion, String kind) {
    return session.await(future -> session.api().resolve(apiVersion, kind, future::complete));
  }

  private Cleaning cleaning(Session session) {
    var template = options.load().gangs();
    var kinds = new ArrayList<Api.Kind>();
    resolve(session, template.apiVersion(), template.kind()).ifPresent(kinds::add);
    if (!kinds.contains(ServerRates.GANGS)) {
      resolve(session, ServerRates.GANGS.apiVersion(), "AppWrapper").ifPresent(kinds::add);
    }
    return new Cleaning(session, options.place(), kinds);
  }

  private BenchReport measure(Session session, Api.Kind gangs) {
    var rates = rates(session);
    if (!options.nodes().isEmpty()) {
      progress.accept("making nodes");
      var stamp = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
      OwnNodes.create(session, options.place().name(), options.nodes(), stamp);
    }
    var tally = new Tally(options.load().gangs(), nanoTime);
    var subscriptions = watch(session, gangs, tally);
    try (var consumption = new Consumption(options.probe())) {
      consumption.start(session.nanos());
      boolean complete = submit(session, gangs, tally, consumption);
      var figures = consumption.end();
      var times = session.ask(tally::times);
      return new BenchReport(options, rates, times, besides(session, tally), figures, complete);
    } finally {
      session.post(() -> subscriptions.forEach(Api.Subscription::close));
    }
  }

  private List<ServerRates.Row> rates(Session session) {
    int calls = options.rates().calls();
    if (calls == 0 || resolve(session, ServerRates.GANGS.apiVersion(), "AppWrapper").isEmpty()) {
      return List.of();
    }
    return new ServerRates(session, options.place(), calls).measure(progress);
  }

  private List<Api.Subscription> watch(Session session, Api.Kind gangs, Tally tally) {
    var selector = Labels.selector(options.place().name());
    boolean ledger = resolve(session, LEDGERS.apiVersion(), "Cluster").isPresent();
    var subscriptions =
        session.ask(() -> {
          var api = session.api();
          var made = new ArrayList<Api.Subscription>();
          made.add(api.watch(gangs, selector, tally.gangs()));
          made.add(api.watch(Cleaning.PODS, selector, tally.pods()));
          if (ledger) {
            made.add(api.watch(LEDGERS, "", tally.ledgers()));
          }
          return List.copyOf(made);
        });
    if (!session.until(() -> tally.listed() == subscriptions.size(), WATCH_MILLIS, () -> {})) {
      throw new BenchProblem(
          "cannot watch gangs, pods and ledgers",
          "use a user who may list and watch them in all namespaces");
    }
    return subscriptions;
  }

  /** Whether all came as far as they had to in time. */
  private boolean submit(Session session, Api.Kind gangs, Tally tally, Consumption consumption) {
    var submission = new Submission(session, options, gangs, tally);
    var load = options.load();
    session.post(submission::start);
    try {
      boolean complete =
          session.until(
              () ->
                  submission.refusal() != null
                      || (submission.isOver() && tally.count(load.end()) == load.count()),
              load.limitMillis(),
              () -> {
                consumption.look(session.nanos());
                progress.accept(session.ask(() -> standing(tally)));
              });
      var refusal = session.ask(() -> Optional.ofNullable(submission.refusal()));
      if (refusal.isPresent()) {
        throw Refusals.problem("create a gang", refusal.get());
      }
      return complete;
    } catch (Session.Stopped | BenchProblem early) {
      session.stop();
      session.patiently(submission::isOver);
      throw early;
    }
  }

  private String standing(Tally tally) {
    var load = options.load();
    return "%d of %d gangs admitted, %d of %d pods bound"
        .formatted(
            tally.count(BenchOptions.End.ADMITTED),
            load.count(),
            tally.boundPods(),
            load.count() * load.gangs().pods());
  }

  private BenchReport.Besides besides(Session session, Tally tally) {
    var selector = Labels.selector(options.place().name());
    int children = objects(session, Cleaning.JOBS, selector).size();
    int events = 0;
    for (var event : objects(session, EVENTS, "")) {
      var about = Trees.map(event, "involvedObject");
      if (Trees.text(about, "kind").equals(options.load().gangs().kind())
          && Trees.text(about, "name").startsWith(options.place().name() + "-")) {
        events += (int) Math.max(1, Trees.number(event, 1, "count"));
      }
    }
    int allEvents = events;
    return session.ask(() ->
        new BenchReport.Besides(
            tally.ledgerWrites(),
            tally.gatesLifted(),
            children,
            allEvents,
            tally.breaks(),
            tally.lastBreak()));
  }

  private List<Map<String, @Nullable Object>> objects(
      Session session, Api.Kind kind, String selector) {
    var listing = session.list(kind, options.place().namespace(), selector);
    return switch (listing) {
      case Listing.Complete complete -> complete.objects();
      case Listing.Failed failed -> throw Refusals.problem("list " + kind.plural(), failed.why());
    };
  }
}
