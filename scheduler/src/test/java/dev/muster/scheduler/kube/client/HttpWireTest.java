package dev.muster.scheduler.kube.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.kube.Api.Answer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HttpWireTest {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int OPEN_MILLIS = 3_000;

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

  /** Else it stays open for ever: it is not in the pool any more, and no watch knows it yet. */
  @Test
  void aConnectionOverWhichNoWatchCanBeOpenedIsGivenUp() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var loop = new ThreadLoop("test", Clock.systemUTC(), failures::add);
        var wire = new HttpWire(config(server), loop, OPEN_MILLIS)) {
      var ended = answerOnce(server);
      var answer = new CompletableFuture<Answer>();
      var problem = new CompletableFuture<String>();
      loop.post(() -> {
        var unused =
            wire.send(
                Wire.Call.get("api"), new Wire.Bounds(PATIENCE_MILLIS, 1_000), answer::complete);
      });
      assertThat(answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
          .isEqualTo(new Answer.Done(Map.of()));

      loop.post(() -> {
        var unused = wire.watch("api/v1/pods?watch=true", new Failing(problem));
      });

      assertThat(problem.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).contains("timed out");
      ended.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      assertThat(heard)
          .containsExactly("GET /api HTTP/1.1", "GET /api/v1/pods?watch=true HTTP/1.1");
      assertThat(failures).isEmpty();
    }
  }

  private static Config config(ServerSocket server) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("http://127.0.0.1:" + server.getLocalPort())
        .build();
  }

  /** Takes one connection and answers one request; completes when its other end is closed. */
  private CompletableFuture<Void> answerOnce(ServerSocket server) {
    // The client needs the threads that are there for all.
    return CompletableFuture.runAsync(
        () -> {
          try (var socket = server.accept();
              var in =
                  new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            hearRequest(in);
            var reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
            socket.getOutputStream().write(reply.getBytes(US_ASCII));
            hearRequest(in);
            assertThat(in.read()).isNegative();
          } catch (IOException broken) {
            throw new IllegalStateException(broken);
          }
        },
        Thread::startVirtualThread);
  }

  private void hearRequest(BufferedReader in) throws IOException {
    heard.add(String.valueOf(in.readLine()));
    for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      continue; // headers say nothing here
    }
  }

  private record Failing(CompletableFuture<String> told) implements Wire.Reader {
    @Override
    public void opened() {
      told.complete("it is open");
    }

    @Override
    public void message(Map<String, @Nullable Object> message) {
      told.complete("a message: " + message);
    }

    @Override
    public void ended() {
      told.complete("it ended");
    }

    @Override
    public void failed(int code, String problem) {
      told.complete(code + " " + problem);
    }
  }
}
