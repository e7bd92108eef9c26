package dev.muster.simulations.webhook;

import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.SchedulerConfig;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.webhook.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The production webhook in this process, registered with a server that calls it over TLS. */
public final class TestWebhook implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String HOST = "127.0.0.1";

  private final TestServer server;
  private final Webhook webhook;
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  /** What it is called for. */
  public enum Scope {
    /** As tests want it that wear out the machine: nothing that they submit waits for an answer. */
    PODS,
    /** As users install it. */
    ALL
  }

  /** {@code namespace}, which exists, is that of the scheduler; {@code config} is its own, too. */
  public TestWebhook(TestServer server, String namespace, String config) {
    this(server, namespace, config, Scope.PODS);
  }

  public TestWebhook(TestServer server, String namespace, String config, Scope scope) {
    this.server = server;
    if (scope == Scope.ALL) {
      Hooks.convert(
          server,
          "https://" + HOST + ":1"); // as installed: it is there when the webhook looks first
    }
    webhook =
        Webhook.start(
            config(config),
            new Webhook.Start(
                new Connection.Kubeconfig(server.kubeconfig()),
                namespace,
                new Webhook.Names("muster-webhook-certificate", "muster-webhook", ""),
                Webhook.Serving.own(List.of(HOST)),
                new Webhook.Listening(HOST, 0, -1),
                "test"),
            Clock.systemUTC(),
            failures::add);
    Hooks.register(server, address(), scope);
    if (scope == Scope.ALL) {
      Hooks.convert(server, address());
    }
  }

  private String address() {
    return "https://" + HOST + ":" + webhook.port();
  }

  /** Waits until API servers believe it. */
  public void awaitTrusted() {
    await().atMost(PATIENCE).until(webhook::isTrusted);
  }

  /** Waits until a scheduler leads and pods are held. */
  public void awaitHolding() {
    await().atMost(PATIENCE).until(() -> webhook.missing().isEmpty() && webhook.leading());
    await().atMost(PATIENCE).until(this::holds);
  }

  /** Asks as an API server that has heard of it would; nothing is stored. */
  private boolean holds() {
    var pod =
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "probe", "labels": {"muster.dev/place": "exact"}},
         "spec": {"containers": [{"name": "c", "image": "x"}]}}
        """;
    var answer = server.raw().post("/api/v1/namespaces/default/pods?dryRun=All", pod);
    return Trees.maps(answer.body(), "spec", "schedulingGates").stream()
        .anyMatch(gate -> Trees.text(gate, "name").equals("muster.dev/placement"));
  }

  /** Whether a scheduler leads, as far as the webhook knows. */
  boolean leading() {
    return webhook.leading();
  }

  public static SchedulerConfig config(String text) {
    return switch (SchedulerConfig.read("test", text)) {
      case SchedulerConfig.Result.Accepted accepted -> accepted.config();
      case SchedulerConfig.Result.Refused refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  @Override
  public void close() {
    webhook.close();
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.toString());
    }
  }
}
