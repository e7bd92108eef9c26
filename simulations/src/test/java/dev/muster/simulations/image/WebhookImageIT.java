package dev.muster.simulations.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The webhook's offline image has all that it needs to run, and no more than it may have. */
@Tag(TestServer.BOTH)
final class WebhookImageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LARGEST = 72_000_000;

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Path tar;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static OfflineImage image;

  @BeforeAll
  static void unpack() throws IOException {
    tar = OfflineImage.of("webhook");
    image = OfflineImage.unpack(tar, folder);
  }

  @Test
  void itIsSmallRunsAsNobodyAndStartsTheWebhook() throws IOException {
    assertThat(Files.size(tar)).isLessThan(LARGEST);
    assertThat(image.user()).isEqualTo("65532:65532");
    assertThat(image.entrypoint())
        .startsWith("java", "-XX:+UseG1GC", "-XX:MaxRAMPercentage=70")
        .endsWith("dev.muster.webhook.WebhookMain");
  }

  @Test
  void itMakesItsCertificateListensAndEndsWhenToldTo() throws IOException {
    try (var server = TestServer.bare()) {
      var volume = Files.createDirectory(image.root().resolve("etc/muster"));
      Files.writeString(volume.resolve("kubeconfig"), server.kubeconfig());
      Files.writeString(volume.resolve("config.yaml"), "muster: {logFormat: json}\n");
      var options =
          Stream.of(
              "--config /etc/muster/config.yaml --kubeconfig /etc/muster/kubeconfig",
              "--namespace kube-system --host 127.0.0.1 --port 0 --http-port 0");
      var words = options.flatMap(line -> Stream.of(line.split(" "))).toArray(String[]::new);
      try (var webhook = image.start(words)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              assertThat(webhook.err()).anyMatch(line -> line.contains("\"listens\""));
              assertThat(server.find("v1", "Secret", "kube-system/muster-webhook-certificate"))
                  .as(() -> webhook.err().toString())
                  .isPresent();
            });

        webhook.signal("TERM");

        assertThat(webhook.exit()).isZero();
        assertThat(webhook.out()).isEmpty();
        assertThat(webhook.err()).allMatch(line -> line.startsWith("{"));
      }
    }
  }
}
