package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.webhook.Webhook;
import dev.muster.webhook.certificates.CertificateKeeper;
import dev.muster.webhook.certificates.Generation;
import dev.muster.webhook.certificates.Periods;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Certificates and authorities that change every ten seconds while two replicas are called: no call
 * is refused and nothing is restarted, whatever becomes of the Secret. {@code
 * -Dmuster.rotation.seconds=120} takes as long.
 */
@Tag(TestServer.BOTH)
final class RotationIT {
  private static final Duration LASTS =
      Duration.ofSeconds(Integer.getInteger("muster.rotation.seconds", 30));
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "muster-webhook-certificate";

  /** Good for a minute, and replaced after ten seconds. */
  private static final Periods PERIODS =
      new Periods(
          Duration.ofSeconds(60),
          Duration.ofSeconds(50),
          Duration.ofSeconds(40),
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(3));

  private final TestServer server = TestServer.bare();
  private final Replicas replicas;

  RotationIT() {
    var serving = new Webhook.Serving(List.of(Replicas.HOST), false, PERIODS);
    replicas = new Replicas(server, SECRET, serving);
    server.create(Replicas.documents("secret").getFirst());
    replicas.awaitTrusted();
    awaitCalled();
  }

  /** An API server hears of whom it is to trust a moment after it was written. */
  private void awaitCalled() {
    try (var calls = new Calls(server, replicas)) {
      await()
          .atMost(PATIENCE)
          .until(() -> {
            boolean all =
                List.of("appwrappers", "pods", "jobs", "conversions", "direct").stream()
                    .allMatch(kind -> calls.count(kind) > 3);
            boolean clean = calls.failures().isEmpty();
            calls.failures().clear();
            return all && clean;
          });
    }
    deleteAll("/api/v1/namespaces/default/pods");
    deleteAll("/apis/workload.codeflare.dev/v1beta2/namespaces/default/appwrappers");
    failOnPods();
  }

  private void deleteAll(String path) {
    var gone = server.raw().send("DELETE", path, "application/json", "{}");
    assertThat(gone.code()).isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .until(() -> server.raw().get(path).at("items") instanceof List<?> left && left.isEmpty());
  }

  /** A pod whose review fails would otherwise start unheld, and nobody would hear of it. */
  private void failOnPods() {
    var path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/muster-webhook";
    var patch =
        "[{\"op\": \"replace\", \"path\": \"/webhooks/0/failurePolicy\", \"value\": \"Fail\"}]";
    RawClient.Answer answer =
        server.raw().send("PATCH", path, "application/json-patch+json", patch);
    assertThat(answer.code()).isEqualTo(200);
  }

  @AfterEach
  void end() {
    try (server) {
      replicas.close();
    }
  }

  @Test
  void rotationEveryTenSecondsUnderLoadRefusesNoCall() {
    try (var calls = new Calls(server, replicas)) {
      await()
          .atMost(LASTS.plus(PATIENCE))
          .during(LASTS)
          .failFast(() -> assertThat(calls.failures()).isEmpty())
          .until(() -> calls.failures().isEmpty());
      calls.close();

      assertThat(calls.failures()).isEmpty();
      long rotations = LASTS.toSeconds() / 11 - 1;
      for (int port : replicas.ports()) {
        assertThat(calls.served(port)).isGreaterThan((int) rotations);
      }
      assertThat(calls.counts().values()).allMatch(count -> count.get() > LASTS.toSeconds());
      assertThat(replicas.metric("muster_webhook_certificate_unusable_total")).containsOnly(0.0);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(replicas.metric("muster_webhook_certificate_alarm")).containsOnly(0.0));
      System.out.printf(
          "%d s: certificates of each replica %s; calls %s%n",
          LASTS.toSeconds(), replicas.ports().stream().map(calls::served).toList(), calls.counts());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"names another host", "ran out", "unreadable"})
  void whatIsWrongInTheSecretIsReplacedAndToldAndNoCallIsRefused(String wrong) {
    var other = List.of("muster-webhook.elsewhere.svc");
    long now = System.currentTimeMillis();
    var put =
        switch (wrong) {
          case "names another host" -> CertificateKeeper.first(other, now);
          case "ran out" ->
              CertificateKeeper.first(
                  List.of(Replicas.HOST), PERIODS, now - Duration.ofMinutes(2).toMillis());
          default -> new Generation("x", "y", "z");
        };
    try (var calls = new Calls(server, replicas)) {
      await()
          .atMost(PATIENCE)
          .until(() -> replicas.ports().stream().allMatch(p -> calls.served(p) > 0));
      var before = replicas.ports().stream().map(calls::served).toList();
      put(put);
      await()
          .atMost(PATIENCE)
          .until(() ->
              replicas.metric("muster_webhook_certificate_unusable_total").stream()
                      .mapToDouble(told -> told)
                      .sum()
                  >= 1);
      await()
          .atMost(PATIENCE)
          .until(() ->
              List.of(0, 1).stream()
                  .allMatch(i -> calls.served(replicas.ports().get(i)) > before.get(i) + 1));
      calls.close();
      assertThat(calls.failures()).isEmpty();
    }
  }

  @Test
  void alarmFiresBeforeTheEndOfWhatCannotBeRenewedAndNoRestartIsNeeded() {
    try (var calls = new Calls(server, replicas)) {
      grant("get");
      await()
          .atMost(PATIENCE)
          .until(
              () -> replicas.metric("muster_webhook_certificate_alarm").equals(List.of(1.0, 1.0)));
      assertThat(replicas.metric("muster_webhook_certificate_expiry_timestamp_seconds"))
          .allMatch(end -> end * 1_000 > System.currentTimeMillis());
      grant("get, patch");
      await()
          .atMost(PATIENCE)
          .until(
              () -> replicas.metric("muster_webhook_certificate_alarm").equals(List.of(0.0, 0.0)));
      calls.close();
      assertThat(calls.failures()).isEmpty();
    }
  }

  /** What the webhook may do with its Secret. */
  private void grant(String verbs) {
    server.patch(
        "rbac.authorization.k8s.io/v1",
        "Role",
        Replicas.NAMESPACE + "/muster-webhook",
        "",
        """
        {rules: [{apiGroups: [''], resources: [secrets], resourceNames: [%s], verbs: [%s]},
          {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get]}]}
        """
            .formatted(SECRET, verbs));
  }

  private void put(Generation generation) {
    server.patch(
        "v1",
        "Secret",
        Replicas.NAMESPACE + "/" + SECRET,
        "",
        "{data: {ca.crt: '%s', tls.crt: '%s', tls.key: '%s'}}"
            .formatted(
                encoded(generation.authorities()),
                encoded(generation.certificate()),
                encoded(generation.key())));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
