package dev.muster.simulations.webhook;

import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.Scheduler;
import dev.muster.scheduler.SchedulerConfig;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.TestServer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The production scheduler and webhook in this process, on a server that they reach over TLS. */
final class Muster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String NAMESPACE = "muster-system";

  private final Scheduler scheduler;
  private final TestWebhook webhook;
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private boolean scheduling = true;
  private boolean answering = true;

  /** Starts both and waits until pods are held. */
  Muster(TestServer server) {
    server.createNamespace(NAMESPACE);
    webhook = new TestWebhook(server, NAMESPACE, "");
    scheduler =
        Scheduler.start(
            config(),
            new Scheduler.Start(
                new Connection.Kubeconfig(server.kubeconfig()), "one", NAMESPACE, -1, "test"),
            Clock.systemUTC(),
            failures::add);
    webhook.awaitHolding();
  }

  private static SchedulerConfig config() {
    return TestWebhook.config("appwrapper: {userRBACAdmissionCheck: false}");
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
