package dev.muster.simulations.webhook;

import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.SchedulerConfig;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.webhook.Webhook;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The production webhook in this process, on a server that it reaches over TLS. */
public final class LiveWebhook implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String HOST = "127.0.0.1";

  private final TestServer server;
  private final Webhook webhook;
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private boolean answering = true;

  /** Starts and registers it; the namespace is there. */
  public LiveWebhook(TestServer server, String namespace, String config) {
    this.server = server;
    webhook =
        Webhook.start(
            read(config),
            new Webhook.Start(
                new Connection.Kubeconfig(server.kubeconfig()),
                namespace,
                Webhook.Names.STANDARD,
                List.of(HOST),
                new Webhook.Listening(HOST, 0, -1),
                "test"),
            Clock.systemUTC(),
            failures::add);
    register();
  }

  private void register() {
    var file = Path.of(System.getProperty("muster.root"), "manifests/webhook/registration.yaml");
    var registration = Objects.documents(file).getFirst();
    for (var one : Trees.maps(registration, "webhooks")) {
      one.put("clientConfig", Trees.object("url", url()));
    }
    server.create(registration);
  }

  private String url() {
    return "https://" + HOST + ":" + webhook.port() + "/mutate-pods";
  }

  /** A configuration as text. */
  static SchedulerConfig read(String config) {
    return switch (SchedulerConfig.read("test", config)) {
      case SchedulerConfig.Result.Accepted accepted -> accepted.config();
      case SchedulerConfig.Result.Refused refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  /** Waits until pods are held, for which a scheduler must lead. */
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

  /** Waits until it knows that nobody leads. */
  void awaitNobodyLeads() {
    await().atMost(PATIENCE).until(() -> !webhook.leading());
  }

  /** Ends it, once. */
  @Override
  public void close() {
    if (answering) {
      answering = false;
      webhook.close();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.toString());
    }
  }
}
