package dev.muster.simulations.sdk;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.webhook.Installed;
import dev.muster.simulations.webhook.TestWebhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Today's codeflare-sdk, which wraps nothing and looks at what Kueue says, does what its users do,
 * and Muster is behind it.
 */
@Tag(TestServer.BOTH)
final class BareSdkIT {
  private static final SdkStory STORY =
      new SdkStory(
          "0.40",
          "MUSTER_BARE_SDK",
          "bare.py",
          List.of(
              "log in by token",
              "log out",
              "log in by file",
              "list queues",
              "describe for a queue that is not there",
              "describe",
              "status before it is there",
              "apply",
              "wait",
              "status when ready",
              "details",
              "list clusters",
              "list queued when none waits",
              "apply again",
              "get",
              "status of what get returned",
              "describe another",
              "apply another",
              "status when queued",
              "list queued",
              "list clusters while one waits",
              "down",
              "wait for the other",
              "status after down",
              "list queued after that",
              "submit for a class that is not there",
              "describe a job",
              "submit",
              "status of the job",
              "stop",
              "status when stopped",
              "resubmit",
              "delete",
              "delete again",
              "down the other",
              "list clusters when there is none",
              "list queued when there is none"));

  private static final String NODES = "2x16cpu+64Gi+4gpu";

  private static final List<String> DEFINITIONS =
      List.of("localqueues", "workloadpriorityclasses", "workloads");

  @TempDir private Path folder;

  @Test
  void clustersAndJobsAreQueuedRunAndGoAsTheirUsersAreTold() throws IOException {
    var python = STORY.python();
    try (var server = TestServer.operated(NODES)) {
      var crds = Path.of(System.getProperty("muster.root"), "manifests", "crds", "kueue");
      for (var plural : DEFINITIONS) {
        Objects.documents(crds.resolve(plural + ".kueue.x-k8s.io.yaml")).forEach(server::create);
      }
      var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
      try (var muster = new Installed(server, "", TestWebhook.Scope.ALL)) {
        muster.webhook().awaitTrusted();
        server.create(
            "{apiVersion: kueue.x-k8s.io/v1beta1, kind: LocalQueue, metadata: {name: lq},"
                + " spec: {clusterQueue: team}}");
        server.create(
            "{apiVersion: kueue.x-k8s.io/v1beta1, kind: WorkloadPriorityClass,"
                + " metadata: {name: high}, value: 100}");
        try (var story = STORY.start(folder, python, kubeconfig)) {
          STORY.awaitEnd(story, () -> "");
        }
      }
    }
  }
}
