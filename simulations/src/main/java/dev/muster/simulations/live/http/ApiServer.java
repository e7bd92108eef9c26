package dev.muster.simulations.live.http;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An API server on {@code 127.0.0.1} that speaks for a {@link Store}: HTTPS with its own
 * certificate, bearer tokens, and everything that kubectl and client libraries ask for. Whoever has
 * a token may do everything; the store learns whose it was.
 *
 * <p>HTTP/1.1 on purpose: every watch has a connection of its own, so that a client that does not
 * read one cannot hold up the others.
 */
public final class ApiServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String ADMIN = "admin";
  private static final long PATIENCE_SECONDS = 30;

  /** In events: about as many as the store remembers, for beyond that a watcher must list again. */
  private static final int PATIENCE = 20_000;

  private static final int LONGEST_LINE = 32 * 1024;

  private final Vertx vertx;
  private final Certificate certificate;
  private final Tokens tokens;
  private final int port;

  private ApiServer(Vertx vertx, Certificate certificate, Tokens tokens, int port) {
    this.vertx = vertx;
    this.certificate = certificate;
    this.tokens = tokens;
    this.port = port;
  }

  /**
   * Starts serving.
   *
   * @param loop the one that the store is confined to
   * @param port 0 for any that is free
   * @param stateFolder where the certificate is made; created if missing
   * @throws UncheckedIOException if the port cannot be had
   * @throws IllegalStateException if there can be no certificate
   */
  public static ApiServer start(Store store, Loop loop, int port, Path stateFolder) {
    return start(store, loop, port, stateFolder, PATIENCE);
  }

  /** Starts with less or more patience for watchers that do not keep up. */
  static ApiServer start(Store store, Loop loop, int port, Path stateFolder, int patience) {
    var certificate = Certificate.create(stateFolder);
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    try {
      var tokens = new Tokens();
      var router = Router.router(vertx);
      gateway(store, loop, tokens, patience).mount(router);
      var server = vertx.createHttpServer(options(certificate)).requestHandler(router);
      var listening = await(listen(server, port));
      return new ApiServer(vertx, certificate, tokens, listening.actualPort());
    } catch (RuntimeException failed) {
      await(vertx.close());
      throw failed;
    }
  }

  private static Future<HttpServer> listen(HttpServer server, int port) {
    return server
        .listen(port, HOST)
        .recover(refused -> {
          var problem = "cannot listen on " + HOST + ":" + port + ": " + refused.getMessage();
          var cause = new BindException(problem);
          cause.initCause(refused);
          return Future.failedFuture(new UncheckedIOException(problem, cause));
        });
  }

  private static Gateway gateway(Store store, Loop loop, Tokens tokens, int patience) {
    var tables = new Tables(loop::now);
    var resources = new Resources(store, tables);
    return new Gateway(
        loop,
        tokens,
        new Frontend(store, resources, new Reviews(tokens)),
        new Watching(loop, store, resources, tables, patience));
  }

  private static HttpServerOptions options(Certificate certificate) {
    return new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(
            new PfxOptions()
                .setValue(Buffer.buffer(certificate.keyStore()))
                .setPassword(certificate.password()))
        .setTcpKeepAlive(true)
        .setMaxInitialLineLength(LONGEST_LINE)
        .setMaxHeaderSize(LONGEST_LINE)
        .setHandle100ContinueAutomatically(true)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UncheckedIOException known) {
        throw known;
      }
      throw new IllegalStateException(
          "the embedded API server failed: " + failed.getMessage(), failed);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the embedded API server does not respond", late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** A kubeconfig for user {@code admin}: context {@code muster-demo}, namespace default. */
  public String kubeconfig() {
    return kubeconfigFor(ADMIN);
  }

  /** A kubeconfig for this user, who gets a token if there is none yet. */
  public String kubeconfigFor(String user) {
    return Kubeconfig.yaml(port, certificate.pem(), user, tokens.of(user));
  }

  /** Closes all connections; returns when the port is free. */
  @Override
  public void close() {
    await(vertx.close());
  }
}
