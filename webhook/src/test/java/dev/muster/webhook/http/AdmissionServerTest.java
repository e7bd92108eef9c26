package dev.muster.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.kube.convert.Conversion;
import dev.muster.webhook.certificates.CertificateKeeper;
import dev.muster.webhook.certificates.Generation;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end point from outside: what it answers, what it refuses, and what it bears. */
final class AdmissionServerTest {
  private static final String REVIEW =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "u-1", "operation": "CREATE", "resource": {"resource": "pods"},
        "object": {"spec": {}}}}
      """;

  private static final String CONVERSION =
      """
      {"apiVersion": "apiextensions.k8s.io/v1", "kind": "ConversionReview", "request": {
        "uid": "u-2", "desiredAPIVersion": "x/v2", "objects": [{"a": 1}, {"a": 2}]}}
      """;
  private static final Limits LIMITS = new Limits(2_000, 400, 2, 2);

  private final Generation generation = generation();
  private final LinkedBlockingQueue<String> outcomes = new LinkedBlockingQueue<>();
  private final AtomicReference<Function<AdmissionRequest, Admission>> decision =
      new AtomicReference<>(request -> Admission.UNCHANGED);
  private AdmissionServer server = start(LIMITS);

  private AdmissionServer start(Limits limits) {
    return AdmissionServer.start(
        "127.0.0.1",
        0,
        identity(generation),
        new AdmissionServer.Service(
            new TreeMap<>(
                Map.of(
                    "/mutate-pods",
                    (request, then) -> then.accept(decision.get().apply(request)),
                    "/other",
                    (request, then) -> then.accept(refusal()))),
            new TreeMap<>(Map.of("/convert", AdmissionServerTest::converted)),
            (path, code, outcome, nanos) -> outcomes.add(path + " " + code + " " + outcome),
            limits));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void reviewIsAnsweredOverBothVersionsOfHttp() throws Exception {
    for (var version : Version.values()) {
      if (version.compareTo(Version.HTTP_2) <= 0) {
        var answer = send(client(generation, version), post(BodyPublishers.ofString(REVIEW)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.body()).contains("\"uid\":\"u-1\"").doesNotContain("patch");
      }
    }
  }

  @Test
  void decisionIsAnsweredAsAPatch() throws Exception {
    decision.set(
        request -> new Admission.Let(List.of(new Addition("/x", request.resource().plural()))));
    var answer = send(post(BodyPublishers.ofString(REVIEW)));
    assertThat(answer.body()).contains("\"patchType\":\"JSONPatch\"");
    assertThat(answer.body().length()).isLessThan(1_024);
    assertThat(outcomes.poll(10, TimeUnit.SECONDS)) // told once it is sent
        .isEqualTo("/mutate-pods 200 CHANGED");
    assertThat(outcomes).isEmpty();
  }

  @Test
  void eachPathHasItsOwnRules() throws Exception {
    var request =
        HttpRequest.newBuilder(uri("/other"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(REVIEW))
            .build();
    var answer = send(request);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"allowed\":false").contains("not this one");
    assertThat(outcomes.poll(10, TimeUnit.SECONDS)).isEqualTo("/other 200 REFUSED");
  }

  @Test
  void conversionIsAnsweredUnderTheSameLimits() throws Exception {
    assertThat(send(convert(CONVERSION)).body())
        .isEqualTo(
            "{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"ConversionReview\","
                + "\"response\":{\"uid\":\"u-2\",\"result\":{\"status\":\"Success\"},"
                + "\"convertedObjects\":[{\"a\":1,\"is\":\"x/v2\"},{\"a\":2,\"is\":\"x/v2\"}]}}");
    assertThat(outcomes.poll(10, TimeUnit.SECONDS)).isEqualTo("/convert 200 CHANGED");
    assertThat(send(convert(CONVERSION.replace("\"a\": 2", "\"b\": 2"))).body())
        .contains("\"result\":{\"status\":\"Failed\",\"message\":\"objects[1]: no a\"}");
    assertThat(outcomes.poll(10, TimeUnit.SECONDS)).isEqualTo("/convert 200 REFUSED");
    assertThat(send(convert(REVIEW)).statusCode()).isEqualTo(400);
    assertThat(send(convert(CONVERSION + " ".repeat(LIMITS.bodyBytes()))).statusCode())
        .isEqualTo(413);
  }

  /** Such as somebody stored: a list with it in it must be had nevertheless. */
  @Test
  void whatIsNestedAsDeepAsApiServersTakeIsConverted() throws Exception {
    server.close();
    server = start(new Limits(1 << 20, 60_000, 2, 2));
    var deep = "[".repeat(9_900) + "]".repeat(9_900);
    var maps = "{\"m\":".repeat(9_900) + "1" + "}".repeat(9_900);
    for (var value : List.of(deep, maps)) {
      var answer = send(convert(CONVERSION.replace("\"a\": 2", "\"a\": " + value)));
      assertThat(answer.body()).contains("{\"a\":" + value + ",\"is\":\"x/v2\"}");
    }
    assertThat(send(convert(CONVERSION.replace("2}", "[".repeat(20_000)))).statusCode())
        .isEqualTo(400);
    assertThat(send(convert(CONVERSION)).statusCode()).isEqualTo(200);
  }

  @Test
  void conversionWaitsForRoom() throws Exception {
    server.close();
    server = start(new Limits(2_000, 60_000, 1, 1));
    var client = client(generation, Version.HTTP_1_1);
    try (var slow = tls()) {
      begin(slow, "/convert", 2_000);
      await().until(() -> isKeptWaiting(client));
      var waiting = client.sendAsync(convert(CONVERSION), BodyHandlers.ofString());
      assertThat(send(post(BodyPublishers.ofString(REVIEW))).statusCode()).isEqualTo(200);
      assertThat(waiting).isNotDone();
      slow.close();
      assertThat(waiting.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  private boolean isKeptWaiting(HttpClient client) throws IOException, InterruptedException {
    var hasty = HttpRequest.newBuilder(convert(CONVERSION), (name, value) -> true);
    try {
      client.send(hasty.timeout(Duration.ofSeconds(3)).build(), BodyHandlers.ofString());
      return false;
    } catch (HttpTimeoutException kept) {
      return true;
    }
  }

  private HttpRequest convert(String body) {
    return HttpRequest.newBuilder(uri("/convert"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static Conversion converted(Map<String, @Nullable Object> object, String apiVersion) {
    if (!object.containsKey("a")) {
      return new Conversion.Refused("no a");
    }
    var converted = new LinkedHashMap<String, @Nullable Object>(object);
    converted.put("is", apiVersion);
    return new Conversion.Converted(converted);
  }

  private static Admission refusal() {
    return new Admission.Refuse(List.of(new Admission.Problem("", "not this one")));
  }

  @Test
  void bodyBeyondTheLimitIsRefusedWhetherItsLengthIsToldOrNot() throws Exception {
    var exact = REVIEW + " ".repeat(LIMITS.bodyBytes() - REVIEW.length());
    var long1 = exact + " ";
    var stream = new ByteArrayInputStream(long1.getBytes(StandardCharsets.UTF_8));
    assertThat(send(post(BodyPublishers.ofString(exact))).statusCode()).isEqualTo(200);
    assertThat(send(post(BodyPublishers.ofString(long1))).statusCode()).isEqualTo(413);
    assertThat(send(post(BodyPublishers.ofInputStream(() -> stream))).statusCode()).isEqualTo(413);
  }

  @Test
  void whatIsNoReviewIsRefusedWithoutAStackTrace() throws Exception {
    var answer = send(post(BodyPublishers.ofString("{\"a\": oops}")));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("oops").doesNotContain("\tat ").hasLineCount(1);
  }

  @Test
  void defectIsAnsweredWithoutAStackTraceAndTheNextRequestAsUsual() throws Exception {
    decision.set(request -> {
      throw new IllegalStateException("a defect");
    });
    var answer = send(post(BodyPublishers.ofString(REVIEW)));
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("internal error\n");
    decision.set(request -> Admission.UNCHANGED);
    assertThat(send(post(BodyPublishers.ofString(REVIEW))).statusCode()).isEqualTo(200);
  }

  @Test
  void otherMethodsPathsAndTypesAreRefused() throws Exception {
    var get = HttpRequest.newBuilder(uri("/mutate-pods")).build();
    assertThat(send(get).statusCode()).isEqualTo(405);
    assertThat(send(HttpRequest.newBuilder(uri("/metrics")).build()).statusCode()).isEqualTo(404);
    var text =
        HttpRequest.newBuilder(uri("/mutate-pods"))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(REVIEW))
            .build();
    assertThat(send(text).statusCode()).isEqualTo(415);
  }

  @Test
  void bodyThatDoesNotArriveIsWaitedForNoLongerThanAllowed() throws Exception {
    try (var socket = tls()) {
      begin(socket, REVIEW.length());
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 408 ");
    }
    assertThat(send(post(BodyPublishers.ofString(REVIEW))).statusCode()).isEqualTo(200);
  }

  @Test
  void noMoreThanTheRoomThereIsIsHeldAtOnceAndItComesBack() throws Exception {
    server.close();
    server = start(new Limits(2_000, 60_000, 2, 1));
    var first = tls();
    var second = tls();
    begin(first, 2_000);
    begin(second, 2_000);
    var refused = new AtomicReference<Integer>();
    await()
        .until(() -> {
          refused.set(send(post(BodyPublishers.ofString(REVIEW))).statusCode());
          return refused.get() == 429;
        });
    var conversion = convert(CONVERSION);
    assertThat(send(conversion).statusCode()).as("of which none waits for reviews").isEqualTo(200);
    first.close();
    second.close();
    await().until(() -> send(post(BodyPublishers.ofString(REVIEW))).statusCode() == 200);
    IntStream.range(0, 10)
        .forEach(i -> assertThat(quietly(post(BodyPublishers.ofString(REVIEW)))).isEqualTo(200));
  }

  @Test
  void manySmallReviewsAreTakenAtOnce() throws Exception {
    server.close();
    server = start(new Limits(100_000, 60_000, 2, 2));
    var begun = new ArrayList<SSLSocket>();
    for (int i = 0; i < 50; i++) {
      var socket = tls();
      begin(socket, 10);
      begun.add(socket);
    }

    assertThat(send(post(BodyPublishers.ofString(REVIEW))).statusCode()).isEqualTo(200);

    for (var socket : begun) {
      socket.close();
    }
  }

  @Test
  void anotherCertificateIsServedWithoutARestart() throws Exception {
    var next = generation();
    var old = client(generation, Version.HTTP_1_1);
    assertThat(send(old, post(BodyPublishers.ofString(REVIEW))).statusCode()).isEqualTo(200);
    assertThatExceptionOfType(SSLHandshakeException.class)
        .isThrownBy(() -> send(client(next, Version.HTTP_2), post(BodyPublishers.noBody())));
    server.serveWith(
        identity(next),
        problem -> {
          throw new AssertionError(problem);
        });
    await()
        .ignoreExceptions()
        .until(() -> {
          var client = client(next, Version.HTTP_2);
          var answer = send(client, post(BodyPublishers.ofString(REVIEW)));
          return answer.statusCode() == 200 && answer.version() == Version.HTTP_2;
        });
    // The connection that was open goes on.
    assertThat(send(old, post(BodyPublishers.ofString(REVIEW))).statusCode()).isEqualTo(200);
  }

  @Test
  void olderTlsIsRefused() throws Exception {
    // A hello of TLS 1.1, written by hand: this Java would not send one.
    var hello = new byte[54];
    var head = new byte[] {22, 3, 1, 0, 49, 1, 0, 0, 45, 3, 2};
    System.arraycopy(head, 0, hello, 0, head.length);
    hello[45] = 4; // two cipher suites, both of that time
    hello[46] = (byte) 0xc0;
    hello[47] = 0x09;
    hello[49] = 0x2f;
    hello[50] = 1;
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(hello);
      var answer = socket.getInputStream().readNBytes(7);
      assertThat(answer).startsWith(21).endsWith(2, 70); // an alert, fatal, protocol_version
    }
  }

  private int quietly(HttpRequest request) {
    try {
      return send(request).statusCode();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  private SSLSocket tls() throws IOException, GeneralSecurityException {
    return (SSLSocket)
        context(generation).getSocketFactory().createSocket("127.0.0.1", server.port());
  }

  private static void begin(SSLSocket socket, int length) throws IOException {
    begin(socket, "/mutate-pods", length);
  }

  private static void begin(SSLSocket socket, String path, int length) throws IOException {
    var head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + length
            + "\r\n\r\n{";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  private HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException, GeneralSecurityException {
    return send(client(generation, Version.HTTP_1_1), request);
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  private static HttpClient client(Generation trusted, Version version)
      throws IOException, GeneralSecurityException {
    return HttpClient.newBuilder().version(version).sslContext(context(trusted)).build();
  }

  private static SSLContext context(Generation trusted)
      throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    var pem = trusted.authorities().getBytes(StandardCharsets.US_ASCII);
    var authority =
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    store.setCertificateEntry("authority", authority);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private HttpRequest post(HttpRequest.BodyPublisher body) {
    return HttpRequest.newBuilder(uri("/mutate-pods"))
        .header("Content-Type", "application/json; charset=utf-8")
        .POST(body)
        .build();
  }

  private URI uri(String path) {
    return URI.create("https://127.0.0.1:" + server.port() + path);
  }

  private static Generation generation() {
    return CertificateKeeper.first(List.of("127.0.0.1"), System.currentTimeMillis());
  }

  private static AdmissionServer.Identity identity(Generation generation) {
    return new AdmissionServer.Identity(generation.certificate(), generation.key());
  }
}
