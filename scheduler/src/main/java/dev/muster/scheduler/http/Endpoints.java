package dev.muster.scheduler.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * {@code /livez}, {@code /readyz} and {@code /metrics}.
 *
 * <p>What is asked for is read on an I/O thread: {@link Sources} must be safe to call from there.
 * Anything but GET and HEAD on these three paths is refused.
 */
public final class Endpoints implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final long START_SECONDS = 10;

  /**
   * Where the answers come from.
   *
   * @param problems what makes the process not alive; empty = alive
   * @param missing what it still waits for before it is ready; empty = ready
   * @param metrics a scrape in Prometheus' text format
   */
  public record Sources(
      Supplier<List<String>> problems, Supplier<List<String>> missing, Supplier<String> metrics) {}

  private final Vertx vertx;
  private final HttpServer server;

  private Endpoints(Vertx vertx, HttpServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  /**
   * Listens on {@code host}:{@code port}; port 0 takes a free one.
   *
   * @throws IllegalStateException if the port cannot be had, with the reason
   */
  public static Endpoints start(String host, int port, Sources sources) {
    var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    var router = Router.router(vertx);
    router.get("/livez").handler(context -> health(context, sources.problems().get()));
    router.get("/readyz").handler(context -> health(context, sources.missing().get()));
    router
        .get("/metrics")
        .handler(context ->
            context.response().putHeader("Content-Type", PROMETHEUS).end(sources.metrics().get()));
    var options = new HttpServerOptions().setMaxHeaderSize(16_384).setIdleTimeout(60);
    var server = vertx.createHttpServer(options).requestHandler(router);
    try {
      server
          .listen(port, host)
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      vertx.close();
      throw new IllegalStateException(
          "cannot listen on " + host + ":" + port + ": " + failure.getMessage(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      vertx.close();
      throw new IllegalStateException("interrupted while starting to listen", interrupted);
    }
    return new Endpoints(vertx, server);
  }

  /** One word when all is well; else what is not, a line each, with status 503. */
  private static void health(RoutingContext context, List<String> objections) {
    var response = context.response().putHeader("Content-Type", TEXT);
    if (objections.isEmpty()) {
      response.end("ok\n");
      return;
    }
    response.setStatusCode(503).end(String.join("\n", objections) + "\n");
  }

  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    vertx.close();
  }
}
