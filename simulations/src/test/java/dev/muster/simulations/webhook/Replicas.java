package dev.muster.simulations.webhook;

import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.LocalPage;
import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.webhook.Webhook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Two replicas of the webhook behind one port, with the service account and the rights of the
 * manifests, registered for all that users install it for.
 */
final class Replicas implements AutoCloseable {
  static final String NAMESPACE = "muster-system";
  static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final List<Webhook> webhooks = new ArrayList<>();
  private final List<Integer> httpPorts = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final SharedPort shared;
  private final HttpClient http = HttpClient.newHttpClient();

  Replicas(TestServer server, String secret, Webhook.Serving serving) {
    server.createNamespace(NAMESPACE);
    documents("rbac").forEach(server::create);
    var kubeconfig = server.kubeconfigFor(NAMESPACE, "muster-webhook");
    Hooks.convert(server, "https://" + HOST + ":1");
    for (int i = 0; i < 2; i++) {
      httpPorts.add(LocalPage.freePort());
      webhooks.add(
          Webhook.start(
              TestWebhook.config(""),
              new Webhook.Start(
                  new Connection.Kubeconfig(kubeconfig),
                  NAMESPACE,
                  new Webhook.Names(secret, "muster-webhook", ""),
                  serving,
                  new Webhook.Listening(HOST, 0, httpPorts.getLast()),
                  "test"),
              Clock.systemUTC(),
              failures::add));
    }
    shared = new SharedPort(ports());
    Hooks.register(server, address(), TestWebhook.Scope.ALL);
    Hooks.convert(server, address());
  }

  /** Objects of the manifests, but for the account, which is there already. */
  static List<Map<String, @Nullable Object>> documents(String file) {
    var path = Path.of(System.getProperty("muster.root"), "manifests/webhook/" + file + ".yaml");
    return Objects.documents(path).stream()
        .filter(document -> !Trees.text(document, "kind").equals("ServiceAccount"))
        .toList();
  }

  /** Where API servers call them. */
  String address() {
    return "https://" + HOST + ":" + shared.port();
  }

  /** Of each by itself. */
  List<Integer> ports() {
    return webhooks.stream().map(Webhook::port).toList();
  }

  void awaitTrusted() {
    await().atMost(PATIENCE).until(() -> webhooks.stream().allMatch(Webhook::isTrusted));
  }

  /** A figure of each. */
  List<Double> metric(String name) {
    return pages("/metrics").stream()
        .map(page ->
            page.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow())
        .toList();
  }

  /** What each answers there. */
  List<String> pages(String path) {
    return httpPorts.stream().map(port -> page(port, path)).toList();
  }

  private String page(int port, String path) {
    try {
      var uri = URI.create("http://" + HOST + ":" + port + path);
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public void close() {
    try (shared;
        http) {
      webhooks.forEach(Webhook::close);
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.toString());
    }
  }
}
