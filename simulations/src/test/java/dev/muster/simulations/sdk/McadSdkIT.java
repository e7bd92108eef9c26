package dev.muster.simulations.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.webhook.Installed;
import dev.muster.simulations.webhook.TestWebhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The codeflare-sdk of 2023, which knows MCAD's version alone, does what its users did, and Muster
 * is behind it.
 */
@Tag(TestServer.BOTH)
final class McadSdkIT {
  private static final SdkStory STORY =
      new SdkStory(
          "0.8",
          "MUSTER_MCAD_SDK",
          "mcad.py",
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
              "list queued when there is none"));

  private static final String NODES = "2x16cpu+64Gi+4gpu";

  @TempDir private Path folder;

  @Test
  void clustersAreQueuedRunAndGoAsItsUsersAreTold() throws IOException {
    var python = STORY.python();
    try (var server = TestServer.operated(NODES)) {
      server.create(Objects.resource("/crds/route.openshift.io_routes.yaml"));
      var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
      try (var muster = new Installed(server, "", TestWebhook.Scope.ALL)) {
        muster.webhook().awaitTrusted();
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> // a list may be refused while its storage begins
                assertThat(server.list("workload.codeflare.dev/v1beta1", "AppWrapper")).isEmpty());
        try (var story = STORY.start(folder, python, kubeconfig)) {
          STORY.awaitEnd(story, () -> "");
        }
      }
    }
  }
}
