package dev.muster.simulations.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.webhook.Installed;
import dev.muster.simulations.webhook.TestWebhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The codeflare-sdk of 2023, which knows MCAD's version alone, does what its users did, and Muster
 * is behind it.
 */
@Tag(TestServer.BOTH)
final class McadSdkIT {
  /** Each step of the story, in order; one that is left out is missed here. */
  private static final List<String> STEPS =
      List.of(
          "log in by token",
          "log out",
          "log in by file",
          "describe",
          "status before it is there",
          "up",
          "wait",
          "status when ready",
          "details",
          "list clusters",
          "get",
          "status of what get returned",
          "up again",
          "describe another",
          "up another",
          "status when queued",
          "list queued",
          "down",
          "wait for the other",
          "status after down",
          "down the other",
          "list clusters when there is none",
          "list queued when there is none");

  private static final String NODES = "2x16cpu+64Gi+4gpu";

  @TempDir private Path folder;

  @Test
  void clustersAreQueuedRunAndGoAsItsUsersAreTold() throws IOException {
    var python = python();
    try (var server = TestServer.operated(NODES)) {
      server.create(Objects.resource("/crds/route.openshift.io_routes.yaml"));
      var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
      try (var muster = new Installed(server, "", TestWebhook.Scope.ALL)) {
        muster.webhook().awaitTrusted();
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> server.list("workload.codeflare.dev/v1beta1", "AppWrapper").isEmpty());
        try (var story = story(python, kubeconfig)) {
          int code = story.exit();

          assertThat(code).as(() -> story.err().toString()).isZero();
          assertThat(story.out().stream().filter(line -> line.startsWith("ok ")))
              .containsExactlyElementsOf(STEPS.stream().map(step -> "ok " + step).toList());
          assertThat(story.out().getLast()).isEqualTo("codeflare-sdk 0.8.0: as expected");
        }
      }
    }
  }

  private static String python() {
    var named = System.getenv("MUSTER_MCAD_SDK");
    if (named == null || !Files.isExecutable(Path.of(named))) {
      return Assumptions.abort(
          "SKIPPED: needs the codeflare-sdk of 2023; set MUSTER_MCAD_SDK to what .ci/sdk/build 0.8"
              + " prints");
    }
    return named;
  }

  private Program story(String python, Path kubeconfig) {
    var script = Path.of(System.getProperty("muster.root"), ".ci", "sdk", "mcad.py");
    return Program.start(
        folder,
        Map.of(),
        List.of(
            python,
            script.toAbsolutePath().toString(),
            "--kubeconfig",
            kubeconfig.toAbsolutePath().toString()));
  }
}
