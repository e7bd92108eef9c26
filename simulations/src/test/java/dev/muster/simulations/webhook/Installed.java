package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.Scheduler;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.simulations.Kubectl;
import dev.muster.simulations.TestServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Scheduler and webhook on a server, with the accounts that the manifests make and their rights
 * alone. What fails in the background is a failure of the test when it is closed.
 */
public final class Installed implements AutoCloseable {
  private static final String NAMESPACE = "muster-system";

  private final TestServer server;
  private final String config;
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final TestWebhook webhook;
  private Scheduler scheduler;
  private boolean answering = true;

  /** {@code config} of the scheduler; {@code scope}: what the webhook is registered for. */
  public Installed(TestServer server, String config, TestWebhook.Scope scope) {
    this.server = server;
    this.config = config;
    server.createNamespace(NAMESPACE);
    var rbac = Path.of(System.getProperty("muster.root"), "manifests/rbac").toString();
    assertThat(Kubectl.with(server.kubeconfig()).run("apply", "-k", rbac).code()).isZero();
    webhook = new TestWebhook(server, NAMESPACE, "", scope);
    scheduler = scheduler();
  }

  private Scheduler scheduler() {
    var account = server.kubeconfigFor(NAMESPACE, "muster-scheduler");
    return Scheduler.start(
        TestWebhook.config(config),
        new Scheduler.Start(new Connection.Kubeconfig(account), "one", NAMESPACE, -1, "test"),
        Clock.systemUTC(),
        failures::add);
  }

  public TestWebhook webhook() {
    return webhook;
  }

  void restartScheduler() {
    scheduler.close();
    scheduler = scheduler();
  }

  void stopWebhook() {
    if (answering) {
      answering = false;
      webhook.close();
    }
  }

  @Override
  public void close() {
    scheduler.close();
    stopWebhook();
    assertThat(failures).isEmpty();
  }
}
