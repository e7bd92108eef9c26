package dev.muster.simulations.live.http;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Requester;
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
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An API server on {@code 127.0.0.1} that speaks for a {@link Store}: HTTPS with its own
 * certificate, bearer tokens, role-based access, and everything that kubectl and client libraries
 * ask for. The store learns who makes a request.
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

  private final List<Vertx> threads;
  private final Credentials credentials;
  private final int port;

  private ApiServer(List<Vertx> threads, Credentials credentials, int port) {
    this.threads = threads;
    this.credentials = credentials;
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

  /**
   * Starts serving as the server whose certificate, tokens and port were kept in {@code folder}, so
   * that its kubeconfigs stay valid, or as a new one whose are kept there from now on.
   *
   * @param port 0 for the one that was kept, or else any that is free
   * @throws UncheckedIOException if the port cannot be had, or the folder be read or written
   */
  public static ApiServer resume(Store store, Loop loop, int port, Path folder) {
    var credentials = Credentials.keptIn(folder, loop.now());
    int known = port == 0 ? credentials.port() : port;
    var server = start(store, loop, known, credentials, PATIENCE);
    credentials.usePort(server.port());
    return server;
  }

  /** Starts with less or more patience for watchers that do not keep up. */
  static ApiServer start(Store store, Loop loop, int port, Path stateFolder, int patience) {
    return start(store, loop, port, Credentials.passing(stateFolder), patience);
  }

  private static ApiServer start(
      Store store, Loop loop, int port, Credentials credentials, int patience) {
    var vertx = vertx();
    var outward = vertx();
    try {
      var router = Router.router(vertx);
      gateway(store, loop, credentials.tokens(), patience).mount(router);
      // A thread of its own: a webhook must not be late because a long list is being written.
      var callout = new HttpsCallout(outward, loop, new ServiceAddresses(store));
      loop.post(() -> store.callouts(callout));
      var server =
          vertx.createHttpServer(options(credentials.certificate())).requestHandler(router);
      var listening = await(listen(server, port));
      return new ApiServer(List.of(vertx, outward), credentials, listening.actualPort());
    } catch (RuntimeException failed) {
      await(vertx.close());
      await(outward.close());
      throw failed;
    }
  }

  private static Vertx vertx() {
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
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
    var accounts = new Accounts(store, tokens.accounts(), loop::now);
    var access = new Access(store, accounts);
    var reviews = new Reviews(tokens, accounts, store, loop::now);
    return new Gateway(
        loop,
        store::settle,
        tokens,
        new Frontend(store, resources, reviews, accounts, access),
        new Watching(loop, store, resources, tables, patience, access));
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

  /** A kubeconfig for this user, who may do everything and gets a token if there is none yet. */
  public String kubeconfigFor(String user) {
    return Kubeconfig.yaml(port, credentials.certificate().pem(), user, credentials.token(user));
  }

  /** A kubeconfig for somebody who may do only what roles and bindings allow. */
  public String kubeconfigOf(Requester requester) {
    return Kubeconfig.yaml(
        port,
        credentials.certificate().pem(),
        requester.name(),
        credentials.tokens().issue(requester));
  }

  /** Closes all connections; returns when the port is free. */
  @Override
  public void close() {
    threads.forEach(vertx -> await(vertx.close()));
  }
}
