package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.lifecycle.Lifecycle;
import dev.muster.scheduler.kube.act.Shell;
import dev.muster.scheduler.kube.act.ShellSettings;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Limits;
import dev.muster.simulations.live.http.ApiServer;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The production shell in real time, over TLS and WebSocket. */
final class OverTheWireTest {
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void gangsRunToTheirEndOverTheWire() throws Exception {
    try (var serverLoop = new ThreadLoop("server", Clock.systemUTC(), failures::add);
        var shellLoop = new ThreadLoop("shell", Clock.systemUTC(), failures::add)) {
      var stage = on(serverLoop, () -> Stage.on(serverLoop, "3x8gpu"));
      try (var server =
              ApiServer.start(stage.store, serverLoop, 0, Files.createTempDirectory("muster"));
          var act = new Client(Config.fromKubeconfig(server.kubeconfig()), shellLoop, Limits.ACT);
          var lease =
              new Client(
                  Config.fromKubeconfig(server.kubeconfig()), shellLoop, Limits.lease(10_000))) {
        var shell =
            new Shell(
                act,
                lease,
                shellLoop,
                ShellSettings.of("real", "kube-system"),
                new Shell.Policy(new Planner(Rules.DEFAULT).incremental(), Lifecycle::admitted),
                new Shell.Listeners((snapshot, plan) -> {}, () -> {}));
        on(
            serverLoop,
            () -> {
              stage.store.callouts(stage.webhook); // in place of the server's own way out
              return true;
            });
        shellLoop.post(shell::start);
        // A pod that comes before the webhook sees a leader is not held, by design.
        await().atMost(Duration.ofSeconds(30)).until(() -> on(serverLoop, stage.webhook::leading));
        on(serverLoop, () -> stage.create(Gangs.ray("wide", 2, 8, "1")));
        on(serverLoop, () -> stage.create(Gangs.ray("next", 1, 4, "1")));
        on(serverLoop, () -> stage.create(Gangs.ray("kept", 1, 1, "600")));

        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() ->
                assertThat(on(serverLoop, stage::phases))
                    .isEqualTo(
                        Map.of(
                            "default/kept", "Running",
                            "default/next", "Succeeded",
                            "default/wide", "Succeeded")));
        on(
            serverLoop,
            () -> {
              stage.delete("workload.codeflare.dev/v1beta2", "AppWrapper", "kept");
              return true;
            });
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> !on(serverLoop, stage::phases).containsKey("default/kept"));
        assertThat(on(shellLoop, shell::missing)).isEmpty();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> on(serverLoop, stage::intents).isEmpty());
        assertThat(on(serverLoop, () -> stage.watchdog.report().violations())).isEmpty();
        var stopped = new CompletableFuture<Boolean>();
        shellLoop.post(() -> shell.stop(() -> stopped.complete(true)));
        assertThat(stopped.get(20, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(failures).isEmpty();
  }

  private static <T> T on(ThreadLoop loop, Supplier<T> work) {
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
}
