package dev.muster.simulations.live.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A webhook over TLS that answers reviews as a test wants it, and what it was asked. */
public final class HookEndpoint implements AutoCloseable {
  public final List<Map<String, @Nullable Object>> asked = new CopyOnWriteArrayList<>();
  private final Certificate certificate;
  private final HttpsServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
  private volatile UnaryOperator<Map<String, @Nullable Object>> answer;

  /**
   * @param answer makes the response of a review from its request; the UID is put in
   */
  public HookEndpoint(UnaryOperator<Map<String, @Nullable Object>> answer)
      throws IOException, GeneralSecurityException {
    this.answer = answer;
    certificate = Certificate.create(Files.createTempDirectory("webhook"));
    var keys = KeyStore.getInstance("PKCS12");
    var password = certificate.password().toCharArray();
    keys.load(new ByteArrayInputStream(certificate.keyStore()), password);
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", this::handle);
    // A connection that is opened ahead of need holds up only the thread that waits on it.
    server.setExecutor(threads);
    server.start();
  }

  void answers(UnaryOperator<Map<String, @Nullable Object>> other) {
    answer = other;
  }

  public String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** The authority that its certificate comes from, as a configuration wants it. */
  public String authority() {
    return Base64.getEncoder()
        .encodeToString(certificate.pem().getBytes(StandardCharsets.US_ASCII));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var review = Views.object(JsonTree.json(exchange.getRequestBody().readAllBytes()).tree());
      var request = Views.object(review.remove("request"));
      asked.add(request);
      var response = Views.object(answer.apply(request));
      response.put("uid", request.get("uid"));
      review.put("response", response);
      var bytes = JsonTree.bytes(review);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
