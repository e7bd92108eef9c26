package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.live.http.ApiServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The client against the embedded API server, whose store the test can also reach from inside. */
final class ClientTest extends ClientBehaviour {
  private final ThreadLoop serverLoop = new ThreadLoop("server", Clock.systemUTC(), failures::add);
  private final Store store = new Store(serverLoop::now);
  private final ApiServer server;

  ClientTest() throws IOException {
    server = ApiServer.start(store, serverLoop, 0, Files.createTempDirectory("muster"));
  }

  @Override
  void stop() {
    server.close();
    serverLoop.close();
  }

  @Override
  String kubeconfig() {
    return server.kubeconfig();
  }

  private ResourceType maps() {
    return store.type("", "v1", "configmaps").orElseThrow();
  }

  @Override
  void addElsewhere(String name, String value) {
    inside(() -> handle(Request.create(maps(), "default", map(name, value))));
  }

  @Override
  void changeElsewhere(String name, String value) {
    inside(() -> change(name, value));
  }

  private boolean change(String name, String value) {
    var patch = Trees.object("data", Trees.object("value", value));
    return handle(Request.patch(maps(), "default", name, PatchKind.MERGE, patch));
  }

  private boolean handle(Request request) {
    return store.handle(request.withUser("test")) instanceof Response.Success;
  }

  /** On the server's loop. */
  private void inside(Supplier<Boolean> work) {
    var done = new CompletableFuture<Boolean>();
    serverLoop.post(() -> done.complete(work.get()));
    assertThat(done.orTimeout(60, TimeUnit.SECONDS).join()).isTrue();
  }

  @Test
  void watchThatFellTooFarBehindListsAgain() {
    var unused = create("behind", "1");
    unused = create("noise", "0");
    try (var watch = follow("test=behind")) {
      watch.until(event -> event.startsWith("listed"));
      wire().cut(true);
      inside(() -> {
        boolean all = change("behind", "2");
        for (int i = 1; i <= 21_000; i++) {
          all &= change("noise", String.valueOf(i));
        }
        return all;
      });
      watch.until(event -> event.startsWith("broken"));
      wire().mend();
      watch.until(event -> event.equals("put behind 2"));

      assertThat(watch.seen).filteredOn(event -> event.equals("relisting")).hasSize(2);
    }
  }
}
