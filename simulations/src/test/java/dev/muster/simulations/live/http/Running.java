package dev.muster.simulations.live.http;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store with a custom kind, behind a real server on a real loop. For tests and trials by hand.
 */
final class Running implements AutoCloseable {
  private static final long SWEEP_MILLIS = 200;

  final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  final ThreadLoop loop = new ThreadLoop("api", Clock.systemUTC(), failures::add);
  final Store store = new Store(loop::now);
  final ApiServer server;

  private Running(Path folder, int port, int patience) {
    create(
        "apiextensions.k8s.io",
        "v1",
        "customresourcedefinitions",
        "",
        resource("gadget-definition.yaml"));
    server = ApiServer.start(store, loop, port, folder, patience);
    loop.post(this::sweep);
  }

  /** Finishes deletions of namespaces and owners, as the operators of a cluster do. */
  private void sweep() {
    while (store.collectGarbage()) {
      continue; // what one look deletes may orphan more
    }
    loop.after(SWEEP_MILLIS, this::sweep);
  }

  static Running inScratch() {
    return at(0, 20_000);
  }

  /** With watchers that may be so many events behind. */
  static Running at(int port, int patience) {
    try {
      return new Running(Files.createTempDirectory("muster"), port, patience);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Runs something on the loop and waits for it. */
  <T> T onLoop(Supplier<T> work) {
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

  /** Stores an object, given as YAML. */
  void create(String group, String version, String plural, String namespace, String yaml) {
    var tree = Views.object(yaml(yaml));
    var response =
        onLoop(() ->
            store.handle(
                Request.create(store.type(group, version, plural).orElseThrow(), namespace, tree)
                    .withUser("test")));
    if (response instanceof Response.Failure failure) {
      throw new IllegalStateException(failure.message());
    }
  }

  static @Nullable Object yaml(String text) {
    return JsonTree.yaml(text.getBytes(StandardCharsets.UTF_8)).tree();
  }

  static String resource(String name) {
    try (var stream = Running.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("no such resource: " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    server.close();
    loop.close();
  }
}
