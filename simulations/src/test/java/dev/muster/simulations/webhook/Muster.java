package dev.muster.simulations.webhook;

import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.Scheduler;
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

/** The production scheduler and webhook in this process, on a server that they reach over TLS. */
final class Muster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String HOST = "127.0.0.1";
  private static final String NAMESPACE = "muster-system";

  private final Scheduler scheduler;
  private final Webhook webhook;
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private boolean scheduling = true;
  private boolean answering = true;

  /** Starts both and waits until pods are held. */
  Muster(TestServer server) {
    server.createNamespace(NAMESPACE);
    var connection = new Connection.Kubeconfig(server.kubeconfig());
    webhook =
        Webhook.start(
            config(),
            new Webhook.Start(
                connection,
                NAMESPACE,
                Webhook.Names.STANDARD,
                List.of(HOST),
                new Webhook.Listening(HOST, 0, -1),
                "test"),
            Clock.systemUTC(),
            failures::add);
    register(server);
    scheduler =
        Scheduler.start(
            config(),
            new Scheduler.Start(connection, "one", NAMESPACE, -1, "test"),
            Clock.systemUTC(),
            failures::add);
    await().atMost(PATIENCE).until(() -> webhook.missing().isEmpty() && webhook.leading());
    await().atMost(PATIENCE).until(() -> holds(server));
  }

  private void register(TestServer server) {
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

  /** Asks as an API server that has heard of it would; nothing is stored. */
  private static boolean holds(TestServer server) {
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

  private static SchedulerConfig config() {
    return switch (SchedulerConfig.read("test", "")) {
      case SchedulerConfig.Result.Accepted accepted -> accepted.config();
      case SchedulerConfig.Result.Refused refused ->
          throw new AssertionError(refused.problems().toString());
    };
  }

  /** Stops the scheduler, and waits until the webhook knows. */
  void stopScheduler() {
    if (scheduling) {
      scheduling = false;
      scheduler.close();
      await().atMost(PATIENCE).until(() -> !webhook.leading());
    }
  }

  void stopWebhook() {
    if (answering) {
      answering = false;
      webhook.close();
    }
  }

  @Override
  public void close() {
    if (scheduling) {
      scheduling = false;
      scheduler.close();
    }
    stopWebhook();
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.toString());
    }
  }
}
