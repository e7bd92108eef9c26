package dev.muster.simulations.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduler's offline image has all that it needs to run, and no more than it may have. */
@Tag(TestServer.BOTH)
final class SchedulerImageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LARGEST = 64_000_000;

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Path tar;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static OfflineImage image;

  @BeforeAll
  static void unpack() throws IOException {
    tar = OfflineImage.of("scheduler");
    image = OfflineImage.unpack(tar, folder);
  }

  @Test
  void itIsSmallRunsAsNobodyAndHasItsFlagsInTheEntryPoint() throws IOException {
    assertThat(Files.size(tar)).isLessThan(LARGEST);
    assertThat(image.user()).isEqualTo("65532:65532");
    assertThat(image.variables()).containsExactly("PATH=/opt/java/bin");
    assertThat(image.entrypoint())
        .containsExactly(
            "java",
            "-XX:+UseG1GC",
            "-XX:MaxRAMPercentage=70",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+PerfDisableSharedMem",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            "@/app/jib-classpath-file",
            "dev.muster.scheduler.SchedulerMain");
  }

  @Test
  void helpIsPrinted() {
    try (var help = image.start("--help")) {
      assertThat(help.exit()).as(() -> help.err().toString()).isZero();
      assertThat(help.outText()).contains("--config", "--kubeconfig", "Exit:");
      assertThat(help.err()).isEmpty();
    }
  }

  @Test
  void itLeadsDecidesAndEndsWhenToldTo() throws IOException {
    try (var server = TestServer.bare()) {
      // What kubelet adds: how names are resolved, and the volumes of the Deployment.
      Files.writeString(image.root().resolve("etc/hosts"), "127.0.0.1 localhost\n");
      Files.writeString(image.root().resolve("etc/resolv.conf"), "nameserver 127.0.0.1\n");
      var volume = Files.createDirectory(image.root().resolve("etc/muster"));
      var byName = server.kubeconfig().replace("https://127.0.0.1:", "https://localhost:");
      assertThat(byName).contains("https://localhost:");
      Files.writeString(volume.resolve("kubeconfig"), byName);
      var config =
          "muster: {logFormat: json, leaderElection: {leaseNamespace: kube-system}}\n"
              + "appwrapper: {userRBACAdmissionCheck: false}\n";
      Files.writeString(volume.resolve("config.yaml"), config);
      try (var scheduler = start()) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(leader(server)).as(() -> scheduler.err().toString()).startsWith("here"));
        server.create(
            """
            apiVersion: workload.codeflare.dev/v1beta2
            kind: AppWrapper
            metadata: {name: one}
            spec:
              components:
              - template:
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: one}
                  spec: {containers: [{name: main, image: none, resources: {limits: {cpu: 1}}}]}
            """);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(verdict(server)).as(() -> scheduler.err().toString()).isNotEmpty());

        scheduler.signal("TERM");

        assertThat(scheduler.exit()).isZero();
        assertThat(leader(server)).isEmpty();
        assertThat(scheduler.out()).isEmpty();
        assertThat(scheduler.err())
            .isNotEmpty()
            .allMatch(line -> line.startsWith("{") && line.endsWith("\"throwable\":null}"))
            .noneMatch(line -> line.contains("\"ERROR\"") || line.contains("io.netty"));
      }
    }
  }

  private static Program start() {
    return image.start(
        "--config",
        "/etc/muster/config.yaml",
        "--kubeconfig",
        "/etc/muster/kubeconfig",
        "--identity",
        "here",
        "--http-port",
        "0");
  }

  private static String leader(TestServer server) {
    return server
        .find("coordination.k8s.io/v1", "Lease", "kube-system/muster-scheduler")
        .map(lease -> Trees.text(lease, "spec", "holderIdentity"))
        .orElse("");
  }

  private static String verdict(TestServer server) {
    var gang = server.get("workload.codeflare.dev/v1beta2", "AppWrapper", "one");
    return Trees.text(gang, "status", "verdict", "code");
  }
}
