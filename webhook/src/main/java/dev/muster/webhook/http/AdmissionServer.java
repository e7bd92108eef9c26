package dev.muster.webhook.http;

import dev.muster.scheduler.kube.convert.Conversion;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.AdmissionRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end points that API servers call, over TLS 1.2 or newer. Decisions are asked for on an I/O
 * thread: whoever makes them must neither block nor mind, and may answer later, on any thread.
 */
public final class AdmissionServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;
  private static final int LONGEST_LINE = 4_096;
  private static final int MOST_RESETS = 100;
  private static final int IDLE_SECONDS = 120;

  /** Ten thousand levels take some 10 MiB; what is not touched takes none. */
  private static final long STACK = 128L << 20;

  /** A certificate and its key, as PEM text. */
  public record Identity(String certificate, String key) {
    /** Keeps the key out of logs. */
    @Override
    public String toString() {
      return "Identity[***]";
    }
  }

  /** Decides, now or later. */
  @FunctionalInterface
  public interface Admissions {
    void admit(AdmissionRequest request, Consumer<Admission> then);
  }

  /** Makes an object of one version that of another. */
  @FunctionalInterface
  public interface Versions {
    Conversion convert(Map<String, @Nullable Object> object, String apiVersion);
  }

  /**
   * What is answered, and who hears of it.
   *
   * @param endpoints who decides, by path
   * @param conversions who converts, by path
   */
  public record Service(
      SortedMap<String, Admissions> endpoints,
      SortedMap<String, Versions> conversions,
      AnswerListener listener,
      Limits limits) {
    public Service {
      endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
      conversions = Collections.unmodifiableSortedMap(new TreeMap<>(conversions));
    }
  }

  private final Vertx vertx;
  private final HttpServer server;
  private final ExecutorService conversions;

  private AdmissionServer(Vertx vertx, HttpServer server, ExecutorService conversions) {
    this.vertx = vertx;
    this.server = server;
    this.conversions = conversions;
  }

  /**
   * Listens on {@code host}:{@code port}; port 0 takes a free one.
   *
   * @throws IllegalStateException if the port cannot be had, with the reason
   */
  public static AdmissionServer start(String host, int port, Identity identity, Service service) {
    var vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    var router = Router.router(vertx);
    var conversions =
        Executors.newSingleThreadExecutor(work -> new Thread(null, work, "conversions", STACK));
    new AdmissionEndpoint(vertx, service, conversions).mount(router);
    var server = vertx.createHttpServer(options(identity)).requestHandler(router);
    try {
      await(server.listen(port, host));
    } catch (RuntimeException failed) {
      vertx.close();
      conversions.shutdownNow();
      throw new IllegalStateException(
          "cannot listen on " + host + ":" + port + ": " + failed.getMessage(), failed);
    }
    return new AdmissionServer(vertx, server, conversions);
  }

  private static HttpServerOptions options(Identity identity) {
    return new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(pair(identity))
        .setEnabledSecureTransportProtocols(versions())
        .setMaxInitialLineLength(LONGEST_LINE)
        .setMaxHeaderSize(2 * LONGEST_LINE)
        .setIdleTimeout(IDLE_SECONDS)
        .setHttp2RstFloodMaxRstFramePerWindow(MOST_RESETS)
        .setHttp2RstFloodWindowDuration(30);
  }

  private static PemKeyCertOptions pair(Identity identity) {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(identity.certificate()))
        .addKeyValue(Buffer.buffer(identity.key()));
  }

  private static Set<String> versions() {
    return new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));
  }

  private static ServerSSLOptions tls(Identity identity) {
    return new ServerSSLOptions()
        .setKeyCertOptions(pair(identity))
        .setUseAlpn(true)
        .setApplicationLayerProtocols(List.of("h2", "http/1.1"))
        .setEnabledSecureTransportProtocols(versions());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getMessage(), failed);
    } catch (TimeoutException late) {
      throw new IllegalStateException("no answer in time", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /**
   * New connections get this certificate; those that are open stay. Does not wait: {@code problem}
   * hears if it cannot be done.
   */
  public void serveWith(Identity identity, Consumer<Throwable> problem) {
    server.updateSSLOptions(tls(identity)).onFailure(problem::accept);
  }

  /** Where it listens. */
  public int port() {
    return server.actualPort();
  }

  /** Closes all connections; returns when the port is free. */
  @Override
  public void close() {
    try {
      await(vertx.close());
    } finally {
      conversions.shutdownNow();
    }
  }
}
