package dev.muster.simulations;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.live.cel.CelExpressions;
import dev.muster.simulations.live.http.ApiServer;
import dev.muster.simulations.live.operators.Operators;
import dev.muster.simulations.live.operators.Settings;
import dev.muster.simulations.live.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The embedded cluster behind a {@link TestServer}, in real time on a loop of its own. */
final class EmbeddedServer implements Backing {
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadLoop loop = new ThreadLoop("server", Clock.systemUTC(), failures::add);
  private final Store store = new Store(loop::now);
  private final ApiServer server;

  /** {@code operated}: whether controllers run, or nobody changes what is not asked for. */
  EmbeddedServer(boolean operated) {
    store.expressions(new CelExpressions());
    if (operated) {
      loop.post(() -> Operators.start(store, loop, Settings.DEFAULT));
    }
    try {
      server = ApiServer.start(store, loop, 0, Files.createTempDirectory("muster"));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public String kubeconfig() {
    return server.kubeconfig();
  }

  @Override
  public String kubeconfigFor(String user) {
    return server.kubeconfigFor(user);
  }

  @Override
  public String kubeconfigWith(String token) {
    return Kubeconfigs.withToken(kubeconfig(), token);
  }

  @Override
  public List<String> failures() {
    return failures.stream().map(Throwable::toString).toList();
  }

  @Override
  public void close() {
    server.close();
    loop.close();
  }
}
