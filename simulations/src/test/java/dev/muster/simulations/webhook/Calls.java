package dev.muster.simulations.webhook;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls of the webhook without a pause, of all kinds: through the API server, which creates
 * AppWrappers, pods and Jobs of a queue and reads AppWrappers in another version; and direct ones,
 * each over a connection of its own, that trust whom the registration named half a second ago at
 * most.
 */
final class Calls implements AutoCloseable {
  private static final long EVERY_MILLIS = 50;
  private static final String REVIEW =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u",
       "operation": "CREATE", "resource": {"resource": "pods"}, "object": {"spec": {}}}}
      """;

  private final TestServer server;
  private final Replicas replicas;
  private final RawClient client;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(6);
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicLong> done = new ConcurrentHashMap<>();
  private final Map<Integer, Map<String, Boolean>> served = new ConcurrentHashMap<>();
  private final AtomicLong number = new AtomicLong();
  private volatile SSLContext trust;

  Calls(TestServer server, Replicas replicas) {
    this.server = server;
    this.replicas = replicas;
    this.client = new RawClient(server.kubeconfig());
    this.trust = trusted();
    threads.scheduleWithFixedDelay(this::look, 250, 250, TimeUnit.MILLISECONDS);
    begin("appwrappers", this::createAppWrapper);
    begin("pods", this::createPod);
    begin("jobs", this::createJob);
    begin("conversions", this::readConverted);
    begin("direct", this::callDirectly);
  }

  /** One call of a kind, that tells what went wrong. */
  private interface Call {
    String call() throws IOException, GeneralSecurityException;
  }

  private void begin(String kind, Call call) {
    var count = done.computeIfAbsent(kind, any -> new AtomicLong());
    threads.scheduleAtFixedRate(
        () -> {
          String problem;
          try {
            problem = call.call();
          } catch (IOException | GeneralSecurityException | RuntimeException failed) {
            problem = failed + (failed.getCause() == null ? "" : ": " + failed.getCause());
          }
          if (problem.isEmpty()) {
            count.incrementAndGet();
          } else {
            failures.add(kind + ": " + problem);
          }
        },
        0,
        EVERY_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  /** What went wrong until now. */
  Collection<String> failures() {
    return failures;
  }

  /** How many of a kind went well. */
  long count(String kind) {
    var count = done.get(kind);
    return count == null ? 0 : count.get();
  }

  Map<String, AtomicLong> counts() {
    return done;
  }

  /** How many certificates a replica was seen to serve with. */
  int served(int port) {
    return served.getOrDefault(port, Map.of()).size();
  }

  private String createAppWrapper() {
    var text =
        """
        {"apiVersion": "workload.codeflare.dev/v1beta2", "kind": "AppWrapper",
         "metadata": {"name": "w-%1$d"}, "spec": {"components": [{"template":
         {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "w-%1$d"},
          "spec": {"containers": [{"name": "c", "image": "x"}]}}}]}}
        """;
    return sent("/apis/workload.codeflare.dev/v1beta2/namespaces/default/appwrappers", text);
  }

  private String createPod() {
    var text =
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "p-%d", "labels": {"muster.dev/place": "exact"}},
         "spec": {"containers": [{"name": "c", "image": "x"}]}}
        """;
    return sent("/api/v1/namespaces/default/pods", text);
  }

  /** What has not been reviewed is not held. */
  private String createJob() {
    var text =
        """
        {"apiVersion": "batch/v1", "kind": "Job",
         "metadata": {"generateName": "j-", "labels": {"kueue.x-k8s.io/queue-name": "q"}},
         "spec": {"template": {"spec": {"restartPolicy": "Never",
          "containers": [{"name": "c", "image": "x"}]}}}}
        """;
    var made = client.post("/apis/batch/v1/namespaces/default/jobs", text);
    var problem = problem(made);
    return problem.isEmpty() && !Trees.flag(made.body(), "spec", "suspend") ? "not held" : problem;
  }

  private String sent(String path, String text) {
    return problem(client.post(path, text.formatted(number.incrementAndGet())));
  }

  private String readConverted() {
    var path = "/apis/workload.codeflare.dev/v1beta1/namespaces/default/appwrappers?limit=2";
    return problem(client.get(path));
  }

  private static String problem(RawClient.Answer answer) {
    return answer.code() / 100 == 2 ? "" : answer.code() + " " + answer.body().get("message");
  }

  private String callDirectly() throws IOException, GeneralSecurityException {
    for (int port : replicas.ports()) {
      try (var socket = (SSLSocket) trust.getSocketFactory().createSocket(Replicas.HOST, port)) {
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        socket.startHandshake();
        var certificate = socket.getSession().getPeerCertificates()[0].getEncoded();
        served
            .computeIfAbsent(port, any -> new ConcurrentHashMap<>())
            .put(Base64.getEncoder().encodeToString(certificate), true);
        var answer = exchange(socket);
        if (!answer.startsWith("HTTP/1.1 200 ")) {
          return answer;
        }
      }
    }
    return "";
  }

  private static String exchange(SSLSocket socket) throws IOException {
    var head =
        "POST /mutate-pods HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Connection: close\r\nContent-Length: "
            + REVIEW.length()
            + "\r\n\r\n";
    socket.getOutputStream().write((head + REVIEW).getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** A look that throws would be the last one. */
  private void look() {
    try {
      trust = trusted();
    } catch (IllegalStateException | AssertionError failed) {
      failures.add("registration: " + failed);
    }
  }

  /** As an API server that has just read its registration. */
  private SSLContext trusted() {
    try {
      var registration =
          server.get(
              "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "muster-webhook");
      var hook = Trees.maps(registration, "webhooks").getFirst();
      var pem = Base64.getDecoder().decode(Trees.text(hook, "clientConfig", "caBundle"));
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int count = 0;
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))) {
        store.setCertificateEntry("authority" + count++, one);
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }
}
