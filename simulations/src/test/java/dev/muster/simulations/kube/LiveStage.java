package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.Program;
import dev.muster.simulations.live.http.ApiServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.StoreApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A stage in real time behind a real server, for schedulers that are processes of their own. */
final class LiveStage implements AutoCloseable {
  private static final String CONFIG = "config.yaml";
  private static final String KUBECONFIG = "kubeconfig";
  private static final long BETWEEN_LEADERS_MILLIS = 120_000;

  final ThreadLoop loop;
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Path folder;
  private final Stage stage;
  private final ApiServer server;

  /** {@code folder}: where schedulers find their configuration, and how to reach the server. */
  LiveStage(Path folder, String nodes, String config) {
    this.folder = folder;
    this.loop = new ThreadLoop("server", Clock.systemUTC(), failures::add);
    this.stage = on(() -> Stage.on(loop, nodes));
    this.server = ApiServer.start(stage.store, loop, 0, folder);
    var unused = on(this::holdPods);
    try {
      Files.writeString(folder.resolve(CONFIG), config);
      Files.writeString(folder.resolve(KUBECONFIG), server.kubeconfigFor(Stage.SCHEDULER));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * In place of the server's own way out: a webhook that holds pods through the time between two
   * leaders, too, so that whatever is found wrong is the schedulers' doing. That pods start without
   * one while nobody leads has tests of its own.
   */
  private InProcessWebhook holdPods() {
    var lease = Stage.settings("").lease();
    var api = new StoreApi(stage.store, loop, "muster-webhook");
    var terms = InProcessWebhook.terms(lease.namespace(), lease.name(), BETWEEN_LEADERS_MILLIS);
    var webhook = new InProcessWebhook(api, loop, terms);
    stage.store.callouts(webhook);
    return webhook;
  }

  /** Starts a scheduler that is called so. */
  Program scheduler(String identity, String... more) {
    var usual = Stream.of("--config", CONFIG, "--kubeconfig", KUBECONFIG, "--identity", identity);
    return scheduler(folder, Stream.concat(usual, Stream.of(more)).toArray(String[]::new));
  }

  /** Starts a scheduler with these arguments alone. */
  static Program scheduler(Path folder, String... arguments) {
    var start = Stream.of("-cp", Program.jar().toString(), "dev.muster.scheduler.SchedulerMain");
    return Program.java(folder, Stream.concat(start, Stream.of(arguments)).toArray(String[]::new));
  }

  /** Asks the stage something, on its own loop. */
  <T> T ask(Function<Stage, T> question) {
    return on(() -> question.apply(stage));
  }

  /** Phase of each gang, by namespace and name. */
  Map<String, String> phases() {
    return ask(Stage::phases);
  }

  /** Who has the lease; empty if nobody. */
  String leader() {
    var leases = ask(s -> s.list("coordination.k8s.io/v1", "Lease"));
    return leases.isEmpty() ? "" : Trees.text(leases.getFirst(), "spec", "holderIdentity");
  }

  private <T> T on(Supplier<T> work) {
    var done = new CompletableFuture<T>();
    loop.post(() -> {
      try {
        done.complete(work.get());
      } catch (RuntimeException | Error failure) {
        done.completeExceptionally(failure);
      }
    });
    return done.join();
  }

  /** From now on nobody listens at the server's port. */
  void stopServing() {
    server.close();
  }

  @Override
  public void close() {
    server.close();
    loop.close();
    assertThat(List.copyOf(failures)).isEmpty();
  }
}
