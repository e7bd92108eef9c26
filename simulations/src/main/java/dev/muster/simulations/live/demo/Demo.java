package dev.muster.simulations.live.demo;

import dev.muster.scheduler.Scheduler;
import dev.muster.scheduler.SchedulerConfig;
import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.live.http.ApiServer;
import dev.muster.simulations.live.http.OwnerFile;
import dev.muster.simulations.live.operators.NodeSpec;
import dev.muster.simulations.live.operators.Operators;
import dev.muster.simulations.live.operators.Settings;
import dev.muster.simulations.live.operators.ToldOnce;
import dev.muster.simulations.live.store.Requester;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.watchdog.Watchdog;
import dev.muster.webhook.Webhook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An embedded cluster with the real scheduler beside it: the store, its controllers and the outside
 * observer share one loop; the scheduler has its own and reaches the cluster over TLS only.
 */
public final class Demo implements AutoCloseable {
  private static final long ANSWER_SECONDS = 60;
  private static final String SCHEDULER = "muster-scheduler";
  private static final String IDENTITIES = "demo_";
  private static final String WEBHOOK = "muster-webhook";
  private static final String HOST = "127.0.0.1";
  private static final int NO_PORT = -1;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final long LOOK_MILLIS = 50;

  /** How things stand at one moment, taken on the cluster's loop. */
  record Standing(
      List<GangLog.Row> rows, boolean ledgerEmpty, boolean actsOver, DemoReport report) {
    /** Whether nothing more can happen by itself. */
    boolean done() {
      return actsOver && ledgerEmpty && rows.stream().allMatch(Standing::settled);
    }

    private static boolean settled(GangLog.Row row) {
      return row.over()
          || (row.phase().equals("Suspended")
              && (row.code().equals("NodesTooSmall")
                  || row.code().equals("BadObject")
                  || row.code().equals("HeldByUser")));
    }
  }

  private final DemoOptions options;
  private final Clock clock;
  private final Consumer<String> notices;
  private final long start;
  private final ThreadLoop loop;
  private final Home home;
  private final Store store;
  private final World world;
  private final Story story;
  private final Watchdog watchdog;
  private final GangLog gangs;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Parts parts;

  private Demo(
      DemoOptions options,
      Clock clock,
      Home home,
      Parts parts,
      Consumer<GangLog.Row> onChange,
      Consumer<String> notices)
      throws IOException {
    this.options = options;
    this.clock = clock;
    this.home = home;
    this.parts = parts;
    this.notices = notices;
    this.start = clock.millis();
    this.loop =
        parts.add(new ThreadLoop("cluster", clock, error -> failure.compareAndSet(null, error)));
    this.store = home.store(loop);
    this.world = new World(store);
    this.story = new Story(world, loop, options.scenario());
    this.watchdog =
        new Watchdog(
            store,
            loop::monotonic,
            dev.muster.simulations.live.watchdog.Settings.DEFAULT.withSchedulerUser(
                Requester.serviceAccount(World.OWN_NAMESPACE, SCHEDULER, "").name()));
    this.gangs = new GangLog(loop::now, onChange);
  }

  /**
   * Starts everything and the story, or goes on with it. {@code onChange} is called on the
   * cluster's loop; {@code notices} hears what somebody should know of the data folder, and which
   * writes of controllers are refused, from any thread.
   *
   * @throws UnusableFolder if the data folder cannot be used
   * @throws IOException if the kubeconfig cannot be written
   */
  static Demo start(
      DemoOptions options, Clock clock, Consumer<GangLog.Row> onChange, Consumer<String> notices)
      throws IOException {
    var parts = new Parts();
    try {
      var home =
          parts.add(Home.open(options.data(), notice -> notices.accept("data folder: " + notice)));
      var demo = new Demo(options, clock, home, parts, onChange, notices);
      demo.run();
      return demo;
    } catch (IOException | RuntimeException failed) {
      parts.closeAfter(failed);
      throw failed;
    }
  }

  private void run() throws IOException {
    try {
      build();
    } catch (RuntimeException broken) {
      home.check(); // what a full disk broke is told as that
      throw broken;
    }
  }

  private void build() throws IOException {
    var machines = NodeSpec.parse(options.nodes());
    boolean resumed = home.holds(story);
    ask(() -> {
      gangs.follow(store);
      if (resumed) {
        world.takeLeaseFromDead(IDENTITIES);
      } else {
        world.found();
        world.populate(machines, Instant.ofEpochMilli(loop.now()).toString());
        story.found();
      }
      world.install();
      return true;
    });
    var server = parts.add(home.serve(store, loop, options.port()));
    write(options.kubeconfig(), server.kubeconfig());
    var webhook = webhook(server);
    var unused =
        parts.add(
            Scheduler.start(
                config(),
                new Scheduler.Start(
                    as(server, SCHEDULER),
                    IDENTITIES + start,
                    World.OWN_NAMESPACE,
                    NO_PORT,
                    "demo"),
                clock,
                lost -> failure.compareAndSet(null, new IllegalStateException(lost))));
    loop.post(() -> begin(webhook, PATIENCE_MILLIS));
  }

  private Webhook webhook(ApiServer server) {
    var webhook =
        parts.add(
            Webhook.start(
                config(),
                new Webhook.Start(
                    as(server, WEBHOOK),
                    World.OWN_NAMESPACE,
                    Webhook.Names.STANDARD,
                    Webhook.Serving.own(List.of(HOST)),
                    new Webhook.Listening(HOST, 0, NO_PORT),
                    "demo"),
                clock,
                broken -> failure.compareAndSet(null, new IllegalStateException(broken))));
    var unused = ask(() -> world.register("https://" + HOST + ":" + webhook.port()));
    Trust.await(webhook, loop, this::isBroken);
    return webhook;
  }

  private boolean isBroken() {
    try {
      home.check();
      return failure.get() != null;
    } catch (UnusableFolder broken) {
      return true;
    }
  }

  /** With the rights of an installation, and no others. */
  private Connection as(ApiServer server, String account) {
    return new Connection.Kubeconfig(server.kubeconfigOf(ask(() -> world.account(account))));
  }

  /**
   * Once pods are held at their creation; should that never be, the story is told without. Nobody
   * makes pods before that: in a cluster that lives on, gangs wait for theirs.
   */
  private void begin(Webhook webhook, long patience) {
    if (patience <= 0 || (webhook.leading() && webhook.missing().isEmpty())) {
      var settings = Settings.DEFAULT.withSpeed(options.speed());
      Operators.start(store, loop, settings, new ToldOnce(notices));
      story.begin();
    } else {
      loop.after(LOOK_MILLIS, () -> begin(webhook, patience - LOOK_MILLIS));
    }
  }

  /** The defaults, but for the lease: nobody else stands for it, and a busy machine may stall. */
  private static SchedulerConfig config() {
    var yaml = "muster: {leaderElection: {leaseDuration: 3m, renewDeadline: 2m}}";
    return switch (SchedulerConfig.read("demo", yaml)) {
      case SchedulerConfig.Result.Accepted accepted -> accepted.config();
      case SchedulerConfig.Result.Refused refused ->
          throw new IllegalStateException("the demo's settings are refused: " + refused.problems());
    };
  }

  private static void write(Path file, String kubeconfig) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    OwnerFile.write(file, kubeconfig.getBytes(StandardCharsets.UTF_8));
  }

  long startedAt() {
    return start;
  }

  /** How things stand now; throws what the cluster or the scheduler broke down with. */
  Standing standing() throws IOException {
    home.check();
    var broken = failure.get();
    if (broken != null) {
      throw new IllegalStateException("the demo broke down: " + broken, broken);
    }
    return ask(() -> {
      var report = watchdog.report();
      var checks =
          new DemoReport.Checks(
              report.checked(),
              report.violationCount(),
              report.violations(),
              report.partialAdmissions(),
              report.overcommits());
      var rows = gangs.rows();
      return new Standing(
          rows,
          gangs.ledgerIsEmpty(),
          story.over(),
          new DemoReport(
              options.scenario().name(), clock.millis() - start, rows, story.rejected(), checks));
    });
  }

  /** Runs on the cluster's loop and waits for the answer. */
  private <T> T ask(Supplier<T> question) {
    var answer = new CompletableFuture<T>();
    loop.post(() -> {
      try {
        answer.complete(question.get());
      } catch (RuntimeException | Error error) {
        answer.completeExceptionally(error);
      }
    });
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the cluster's loop failed: " + failed.getCause(), failed);
    } catch (TimeoutException stuck) {
      throw new IllegalStateException("the cluster's loop does not answer", stuck);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /**
   * Ends everything, the folder last: by then nobody writes any more.
   *
   * @throws IOException if not everything in the folder could be made safe
   */
  @Override
  public void close() throws IOException {
    parts.close();
  }
}
