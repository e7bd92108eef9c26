package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Watches over both transports. */
final class WatchTest {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String ANY = "application/json";
  private static final Running RUNNING = Running.at(0, 500);
  private static final RawClient CLIENT = new RawClient(RUNNING.server.kubeconfig());

  @AfterAll
  static void close() {
    CLIENT.close();
    RUNNING.close();
    assertThat(RUNNING.failures).isEmpty();
  }

  private static void put(String name, String note) {
    var answer =
        CLIENT.post(
            CONFIG_MAPS,
            """
            {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"%s"},"data":{"note":"%s"}}\
            """
                .formatted(name, note));
    assertThat(answer.code()).isEqualTo(201);
  }

  private static void patch(String name, String note) {
    var answer =
        CLIENT.send(
            "PATCH",
            CONFIG_MAPS + "/" + name,
            "application/merge-patch+json",
            "{\"data\":{\"note\":\"%s\"}}".formatted(note));
    assertThat(answer.code()).isEqualTo(200);
  }

  /** An event as its type, the object's name and its note. */
  private static String summary(Map<String, ? extends @Nullable Object> event) {
    var object = Views.object(event.get("object"));
    var metadata = Views.object(object.get("metadata"));
    return "%s %s %s"
        .formatted(
            event.get("type"), metadata.get("name"), Views.object(object.get("data")).get("note"));
  }

  @Test
  void chunkedWatchTellsWhatComesAndEndsInTimeAfterABookmark() {
    put("chunked", "first");

    var events =
        CLIENT
            .watch(
                CONFIG_MAPS
                    + "?watch=true&timeoutSeconds=2&allowWatchBookmarks=true"
                    + "&fieldSelector=metadata.name%3Dchunked",
                ANY)
            .peek(event -> {
              if (summary(event).equals("ADDED chunked first")) {
                patch("chunked", "café");
              }
            })
            .toList();

    assertThat(events.stream().map(WatchTest::summary))
        .containsExactly("ADDED chunked first", "MODIFIED chunked café", "BOOKMARK null null");
    assertThat(events.getLast().get("object"))
        .isEqualTo(
            Views.bookmark("v1", "ConfigMap", RUNNING.onLoop(() -> RUNNING.store.version())));
  }

  /** Collects the text messages of a WebSocket. */
  private static final class Collector implements WebSocket.Listener {
    final List<String> messages = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        var tree = JsonTree.json(text.toString().getBytes(StandardCharsets.UTF_8)).tree();
        messages.add(summary(Views.object(tree)));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  @Test
  void webSocketWatchTellsTheSame() {
    var collector = new Collector();
    var socket =
        CLIENT
            .http
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + CLIENT.token)
            .buildAsync(
                URI.create(
                    CLIENT.root.replace("https", "wss") + CONFIG_MAPS + "/socket?watch=true"),
                collector)
            .join();

    put("socket", "first");
    patch("socket", "café " + "ø".repeat(100_000));
    put("another", "not watched");
    CLIENT.send(CLIENT.to(CONFIG_MAPS + "/socket").DELETE());

    await()
        .untilAsserted(() ->
            assertThat(collector.messages)
                .containsExactly(
                    "ADDED socket first",
                    "MODIFIED socket café " + "ø".repeat(100_000),
                    "DELETED socket café " + "ø".repeat(100_000)));
    socket.abort();
  }

  @Test
  void versionThatIsForgottenIsToldGone() {
    put("forgotten", "first");
    RUNNING.onLoop(() -> {
      RUNNING.store.compact(RUNNING.store.version());
      return true;
    });

    var events = CLIENT.watch(CONFIG_MAPS + "?watch=1&resourceVersion=1", ANY).toList();

    assertThat(events).hasSize(1);
    assertThat(events.getFirst()).containsEntry("type", "ERROR");
    assertThat(Views.object(events.getFirst().get("object")))
        .containsEntry("code", 410L)
        .containsEntry("reason", "Expired");
  }

  @Test
  void tableWatchDescribesItsColumnsOnce() {
    put("table", "first");
    put("table-2", "second");

    var events =
        CLIENT
            .watch(
                CONFIG_MAPS + "?watch=1&timeoutSeconds=1&resourceVersion=0",
                "application/json;as=Table;v=v1;g=meta.k8s.io")
            .map(event -> Views.object(event.get("object")))
            .toList();

    assertThat(events).hasSizeGreaterThanOrEqualTo(2);
    assertThat(events.get(0).get("columnDefinitions"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .isNotEmpty();
    assertThat(events.get(1).get("columnDefinitions")).isNull();
  }

  @Test
  void clientThatDoesNotReadIsCutOffAndOthersGoOn() throws IOException {
    put("slow", "0");
    var watch = CONFIG_MAPS + "/slow?watch=true";
    var reader = new Collector();
    var healthy =
        CLIENT
            .http
            .newWebSocketBuilder()
            .header("Authorization", "Bearer " + CLIENT.token)
            .buildAsync(URI.create(CLIENT.root.replace("https", "wss") + watch), reader)
            .join();
    try (var socket =
        CLIENT.tls.getSocketFactory().createSocket("127.0.0.1", RUNNING.server.port())) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(watch, CLIENT.token)
                  .getBytes(StandardCharsets.US_ASCII));
      await().untilAsserted(() -> assertThat(socket.getInputStream().read()).isEqualTo('H'));

      for (int round = 1; round <= 10; round++) {
        var last = "MODIFIED slow " + rewrite("slow", round);
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(20))
            .untilAsserted(() -> assertThat(reader.messages).last().isEqualTo(last));
        reader.messages.clear();
      }
      socket.setSoTimeout(20_000);
      assertThat(drain(socket.getInputStream())).isLessThan(10L * 150 * 20_000);
    }
    healthy.abort();
  }

  /** Writes an object 150 times; returns its last note. */
  private static String rewrite(String name, int round) {
    return RUNNING.onLoop(() -> {
      var type = RUNNING.store.type("", "v1", "configmaps").orElseThrow();
      var note = "";
      for (int i = 0; i < 150; i++) {
        note = round + "/" + i + "x".repeat(20_000);
        var patch = Map.of("data", Map.of("note", note));
        assertThat(
                RUNNING.store.handle(Request.patch(type, "default", name, PatchKind.MERGE, patch)))
            .isInstanceOf(Response.Success.class);
      }
      return note;
    });
  }

  /** How much can be read until the other side has cut the connection. */
  private static long drain(InputStream stream) throws IOException {
    var buffer = new byte[65_536];
    long total = 0;
    try {
      for (int read = 0; read >= 0; read = stream.read(buffer)) {
        total += read;
      }
    } catch (SSLException | SocketException reset) {
      return total;
    }
    return total;
  }
}
