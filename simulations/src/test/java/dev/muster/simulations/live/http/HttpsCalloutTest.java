package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.live.store.Callout;
import dev.muster.webhook.certificates.CertificateKeeper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpsCalloutTest {
  private static final int MANY = 15_000;
  private static final int AT_ONCE = 4;
  private static final String ALLOWED = "{\"response\":{\"uid\":\"u\",\"allowed\":true}}";

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Callout.Outcome> outcomes = new ConcurrentLinkedQueue<>();
  private final ThreadLoop loop = new ThreadLoop("test", Clock.systemUTC(), failures::add);
  private final Vertx vertx = Vertx.vertx();
  private final String trusted;
  private final HttpServer server;
  private final HttpsCallout callout = new HttpsCallout(vertx, loop, any -> Optional.empty());

  HttpsCalloutTest() {
    var made = CertificateKeeper.first(List.of("127.0.0.1"), Clock.systemUTC().millis());
    trusted = made.authorities();
    var options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(made.certificate()))
                    .addKeyValue(Buffer.buffer(made.key())));
    server = vertx.createHttpServer(options).requestHandler(HttpsCalloutTest::answer);
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  private static void answer(HttpServerRequest request) {
    var response = request.response();
    switch (String.valueOf(request.path())) {
      case "/allow" -> response.end(ALLOWED);
      case "/patch" -> response.end(patching("[{\"op\":\"add\",\"path\":\"/a\",\"value\":1}]"));
      case "/broken" -> response.setStatusCode(503).end("away for\nlunch");
      case "/garbage" -> response.end("{\"response\":");
      case "/endless" -> response.end(Buffer.buffer(new byte[Bodies.LIMIT + 1]));
      default -> response.setChunked(true).write("{"); // and never goes on
    }
  }

  private static String patching(String patch) {
    var encoded = Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8));
    return "{\"response\":{\"uid\":\"u\",\"allowed\":true,\"patch\":\"" + encoded + "\"}}";
  }

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    loop.close();
    assertThat(failures).isEmpty();
  }

  private String address(String path) {
    return "https://127.0.0.1:" + server.actualPort() + path;
  }

  private void ask(
      String address, String authorities, int timeoutMillis, Consumer<Callout.Outcome> then) {
    var target = new Callout.Target(new Callout.Address.Url(address), authorities, timeoutMillis);
    callout.call(target, Map.of("kind", "AdmissionReview"), then);
  }

  private Callout.Outcome outcomeOf(String address, String authorities, int timeoutMillis) {
    ask(address, authorities, timeoutMillis, outcomes::add);
    await().until(() -> !outcomes.isEmpty());
    return outcomes.remove();
  }

  private static Callout.Outcome allowed() {
    return new Callout.Outcome.Answered(Map.of("response", Map.of("uid", "u", "allowed", true)));
  }

  /** Few at a time, so that connections are free and answers come back while one still asks. */
  @Test
  void everyAnswerIsHeardHoweverFastItComes() throws InterruptedException {
    var free = new Semaphore(AT_ONCE);
    for (int i = 0; i < MANY; i++) {
      assertThat(free.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      ask(
          address("/allow"),
          trusted,
          5_000,
          outcome -> {
            outcomes.add(outcome);
            free.release();
          });
    }
    await().until(() -> outcomes.size() == MANY);
    assertThat(new HashSet<>(outcomes)).containsExactly(allowed());
  }

  @Test
  void thePatchIsDecoded() {
    assertThat(outcomeOf(address("/patch"), trusted, 30_000))
        .isEqualTo(
            new Callout.Outcome.Answered(
                Map.of(
                    "response",
                    Map.of(
                        "uid",
                        "u",
                        "allowed",
                        true,
                        "patch",
                        List.of(Map.of("op", "add", "path", "/a", "value", 1L))))));
  }

  @Test
  void aRefusalIsToldWithTheFirstOfItsText() {
    assertThat(outcomeOf(address("/broken"), trusted, 5_000))
        .isEqualTo(
            failed(
                "/broken",
                5,
                "an error on the server (\"away for\nlunch\") has prevented the request from succeeding"));
  }

  @Test
  void anAnswerThatHangsEndsWithItsTime() {
    assertThat(outcomeOf(address("/hang"), trusted, 1_000))
        .isEqualTo(failed("/hang", 1, "context deadline exceeded"));
  }

  @Test
  void anAnswerThatIsTooLargeIsNotReadToItsEnd() {
    assertThat(outcomeOf(address("/endless"), trusted, 5_000))
        .isEqualTo(failed("/endless", 5, "the answer is larger than 3 MiB"));
  }

  @Test
  void whatIsNoJsonFails() {
    assertThat(outcomeOf(address("/garbage"), trusted, 5_000))
        .isInstanceOfSatisfying(
            Callout.Outcome.Failed.class,
            failed -> assertThat(failed.problem()).startsWith("Post \"" + address("/garbage")));
  }

  @Test
  void aCertificateOfAnotherAuthorityIsNotTrusted() {
    var other = CertificateKeeper.first(List.of("127.0.0.1"), Clock.systemUTC().millis());

    assertThat(outcomeOf(address("/allow"), other.authorities(), 5_000))
        .isInstanceOf(Callout.Outcome.Failed.class);
  }

  @Test
  void authoritiesThatAreNoCertificatesAreTold() {
    for (var garbage :
        List.of(
            "not a certificate", "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----")) {
      assertThat(outcomeOf(address("/allow"), garbage, 5_000))
          .isInstanceOfSatisfying(
              Callout.Outcome.Failed.class,
              failed ->
                  assertThat(failed.problem())
                      .startsWith("Post \"" + address("/allow"))
                      .doesNotContain("deadline"));
    }
  }

  @Test
  void aServiceWithoutAnAddressIsToldWithTheMend() {
    var service = new Callout.Address.Service("muster-system", "muster-webhook", 443, "/x");
    callout.call(new Callout.Target(service, trusted, 1_000), Map.of(), outcomes::add);
    await().until(() -> !outcomes.isEmpty());

    assertThat(outcomes.remove())
        .isInstanceOfSatisfying(
            Callout.Outcome.Failed.class,
            failed -> assertThat(failed.problem()).contains("give it type ExternalName"));
  }

  @Test
  void anAddressThatIsNoneIsTold() {
    for (var address :
        List.of("https://host:abc/x", "https://127.0.0.1:99999/x", "https://[::1/x", "https://")) {
      assertThat(outcomeOf(address, trusted, 1_000))
          .isInstanceOfSatisfying(
              Callout.Outcome.Failed.class,
              failed ->
                  assertThat(failed.problem())
                      .startsWith("Post \"" + address)
                      .doesNotContain("deadline"));
    }
  }

  private Callout.Outcome failed(String path, int seconds, String why) {
    return new Callout.Outcome.Failed(
        "Post \"%s?timeout=%ds\": %s".formatted(address(path), seconds, why));
  }
}
