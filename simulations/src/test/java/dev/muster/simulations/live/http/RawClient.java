package dev.muster.simulations.live.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends exactly what it is told, with what the first user of a kubeconfig may do. All
 * tests use it that look at an API server from outside.
 */
public final class RawClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** An answer with its body as a tree. */
  public record Answer(
      int code, Map<String, @Nullable Object> body, Map<String, List<String>> headers) {
    public @Nullable Object at(String... path) {
      Object tree = body;
      for (var step : path) {
        tree = Views.object(tree).get(step);
      }
      return tree;
    }
  }

  final String root;
  final String token;
  final String impersonated;
  final SSLContext tls;
  final HttpClient http;

  public RawClient(String kubeconfig) {
    var config = Views.object(Running.yaml(kubeconfig));
    var cluster = Views.object(first(config, "clusters").get("cluster"));
    root = String.valueOf(cluster.get("server"));
    var user = Views.object(first(config, "users").get("user"));
    token = String.valueOf(user.get("token"));
    impersonated = user.get("as") instanceof String other ? other : "";
    tls = trusting(String.valueOf(cluster.get("certificate-authority-data")));
    http = HttpClient.newBuilder().sslContext(tls).build();
  }

  private static Map<String, @Nullable Object> first(
      Map<String, @Nullable Object> config, String list) {
    return Views.object(config.get(list) instanceof List<?> entries ? entries.getFirst() : null);
  }

  private static SSLContext trusting(String authority) {
    try {
      var pem = Base64.getDecoder().decode(authority);
      var certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem));
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", certificate);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** Where the server is. */
  public String root() {
    return root;
  }

  /** Trusts the server of the kubeconfig, and nobody else. */
  public SSLContext tls() {
    return tls;
  }

  public HttpRequest.Builder to(String path) {
    var request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(PATIENCE)
            .header("Authorization", "Bearer " + token);
    return impersonated.isEmpty() ? request : request.header("Impersonate-User", impersonated);
  }

  public Answer get(String path) {
    return send(to(path));
  }

  public Answer get(String path, String accept) {
    return send(to(path).header("Accept", accept));
  }

  public Answer send(String method, String path, String contentType, String body) {
    return send(
        to(path)
            .header("Content-Type", contentType)
            .method(method, BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  public Answer post(String path, String json) {
    return send("POST", path, "application/json", json);
  }

  public Answer send(HttpRequest.Builder request) {
    var response = exchange(request.build(), BodyHandlers.ofByteArray());
    var type = response.headers().firstValue("Content-Type").orElse("");
    var body =
        type.startsWith("application/json")
            ? Views.object(JsonTree.json(response.body()).tree())
            : Discovery.tree("text", new String(response.body(), StandardCharsets.UTF_8));
    return new Answer(response.statusCode(), body, response.headers().map());
  }

  /** The lines of a watch, as they come, until the server ends it. */
  public Stream<Map<String, @Nullable Object>> watch(String path, String accept) {
    var request = to(path).header("Accept", accept).build();
    return exchange(request, BodyHandlers.ofLines())
        .body()
        .map(line -> Views.object(JsonTree.json(line.getBytes(StandardCharsets.UTF_8)).tree()));
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException broken) {
      throw new IllegalStateException(request.uri() + " failed", broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
