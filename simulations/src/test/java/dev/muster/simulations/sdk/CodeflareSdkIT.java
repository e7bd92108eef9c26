package dev.muster.simulations.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published codeflare-sdk does what its users do, and Muster is behind it. */
@Tag(TestServer.BOTH)
final class CodeflareSdkIT {
  private static final SdkStory STORY =
      new SdkStory(
          "0.33",
          "MUSTER_SDK",
          "scenario.py",
          List.of(
              "log in by token",
              "log out",
              "log in by file",
              "no queues of Kueue",
              "describe",
              "status before it is there",
              "apply",
              "wait",
              "status when ready",
              "details",
              "list clusters",
              "apply again",
              "get",
              "status of what get returned",
              "create what exists",
              "describe another",
              "apply another",
              "status when queued",
              "details when queued",
              "list queued",
              "list clusters while one waits",
              "down",
              "wait for the other",
              "status after down",
              "status of the other",
              "describe one that fails",
              "create",
              "status when failed",
              "details when failed",
              "list queued with a failed one",
              "apply over what somebody else wrote",
              "describe in a file",
              "submit the file",
              "submit it again",
              "remove it",
              "down waiter",
              "down doomed",
              "down again",
              "list clusters when there is none",
              "list queued when there is none"));

  private static final String NODES = "2x16cpu+64Gi+4gpu";
  private static final String CONFIG =
      """
      muster: {leaderElection: {leaseNamespace: kube-system}}
      appwrapper: {userRBACAdmissionCheck: false, faultTolerance: {retryLimit: 0, admissionGracePeriod: 20s, warmupGracePeriod: 20s}}
      """;

  @TempDir private Path folder;

  @Test
  void clustersAreQueuedRunFailAndGoAsItsUsersAreTold() throws IOException {
    var python = STORY.python();
    try (var server = TestServer.start(TestServer.isReal() ? "" : NODES)) {
      var kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
      Files.writeString(folder.resolve("config.yaml"), CONFIG);
      var operators = TestServer.isReal() ? List.of(operators()) : List.<Program>of();
      try (var scheduler = scheduler();
          var story = STORY.start(folder, python, kubeconfig)) {
        STORY.awaitEnd(story, () -> "\nthe scheduler: " + scheduler.err());
        assertThat(scheduler.err()).noneMatch(line -> line.contains(" ERROR "));
      } finally {
        operators.forEach(Program::close);
      }
    }
  }

  /** Who runs Ray and the pods where the server itself does not. */
  private Program operators() {
    return Program.muster(folder, "operators", "--kubeconfig", "kubeconfig", "--nodes", NODES);
  }

  private Program scheduler() {
    return Program.java(
        folder,
        "-cp",
        Program.jar().toString(),
        "dev.muster.scheduler.SchedulerMain",
        "--config",
        "config.yaml",
        "--kubeconfig",
        "kubeconfig");
  }
}
