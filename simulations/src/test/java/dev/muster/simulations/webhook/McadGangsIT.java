package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AppWrappers that kubectl sends in MCAD's version, from their submission to their end, with what
 * MCAD's clients read; the scheduler has the account and the rights that the manifests make.
 */
@Tag(TestServer.BOTH)
final class McadGangsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String OLD = "workload.codeflare.dev/v1beta1";

  private final TestServer server = TestServer.operated("1x4cpu");
  private final Kubectl kubectl = Kubectl.with(server.kubeconfig());
  private final Installed muster = new Installed(server, "", TestWebhook.Scope.ALL);
  @TempDir private Path folder;

  @BeforeEach
  void begin() {
    muster.webhook().awaitTrusted();
    // An API server hears of whom to trust a moment after it was written.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(create("probe", "", job("probe", "1", "1"), "--dry-run=server"))
                .contains("created"));
  }

  @AfterEach
  void end() {
    muster.close();
    server.close();
  }

  private String create(String name, String spec, String items, String... more) throws IOException {
    var text =
        """
        apiVersion: workload.codeflare.dev/v1beta1
        kind: AppWrapper
        metadata: {name: %s}
        spec:
          %s
          resources:
            GenericItems:
        %s
        """
            .formatted(name, spec, items.indent(4));
    var file = Files.writeString(folder.resolve("sent.yaml"), text).toString();
    var arguments = new ArrayList<>(List.of("create", "-f", file));
    arguments.addAll(List.of(more));
    var result = kubectl.run(arguments.toArray(String[]::new));
    return result.out() + result.err();
  }

  private static String job(String name, String cpu, String seconds) {
    return """
    - replicas: 1
      completionstatus: Complete
      generictemplate:
        apiVersion: batch/v1
        kind: Job
        metadata: {name: %s, namespace: default}
        spec:
          template:
            metadata: {annotations: {demo.muster.dev/run-seconds: "%s"}}
            spec:
              restartPolicy: Never
              containers: [{name: main, image: work, resources: {requests: {cpu: "%s"}}}]
    """
        .formatted(name, seconds, cpu);
  }

  private static String deployment(String name, String completion) {
    return """
    - replicas: 1
      %2$s
      generictemplate:
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: %1$s, namespace: default}
        spec:
          replicas: 1
          selector: {matchLabels: {app: %1$s}}
          template:
            metadata: {labels: {app: %1$s}}
            spec: {containers: [{name: main, image: work, resources: {requests: {cpu: "1"}}}]}
    """
        .formatted(name, completion);
  }

  private Map<String, @Nullable Object> status(String name) {
    return Trees.map(server.get(OLD, "AppWrapper", name), "status");
  }

  private void awaitWords(String name, String words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var status = status(name);
          assertThat(
                  "%s %s %s"
                      .formatted(
                          status.get("state"), status.get("queuejobstate"), status.get("canrun")))
              .isEqualTo(words);
        });
  }

  @Test
  void jobRunsToItsEndAndTheNextOneWaitsForItInMcadsWords() throws IOException {
    assertThat(create("first", "priority: 9", job("first", "3", "20"))).contains("created");
    awaitWords("first", "Running Running true");
    assertThat(create("second", "priority: 1", job("second", "3", "3"))).contains("created");
    awaitWords("second", "Pending Backoff false");
    assertThat(status("second"))
        .containsEntry("message", "Insufficient resources to dispatch AppWrapper.")
        .containsEntry("totalcpu", 3_000L)
        .containsEntry("systempriority", 1L);
    assertThat(status("first")).containsEntry("running", 1L).containsEntry("isdispatched", true);

    awaitWords("first", "Completed Completed false");
    awaitWords("second", "Completed Completed false");
    assertThat(status("second")).containsEntry("Succeeded", 1L);
    assertThat(kubectl.run("get", "jobs", "-o", "name").out())
        .isEqualTo("job.batch/first\njob.batch/second\n");
  }

  @Test
  void limitOfADispatchAndTooFewPodsEndIt() throws IOException {
    assertThat(
            create(
                "late", "schedulingSpec: {dispatchDuration: {limit: 5}}", job("late", "1", "600")))
        .contains("created");
    var stuck = job("stuck", "1", "true").replace("run-seconds", "stuck");
    assertThat(
            create(
                "stuck",
                "schedulingSpec: {minAvailable: 1, requeuing: {timeInSeconds: 1, growthType: none,"
                    + " maxNumRequeuings: 2}}",
                stuck))
        .contains("created");
    awaitWords("late", "Failed Failed false");
    awaitWords("stuck", "Deleted Deleted false");
    assertThat(status("stuck")).containsEntry("numberOfRequeueings", 2L);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(server.list("batch/v1", "Job")).isEmpty());
    assertThat(kubectl.run("get", "appwrapper", "stuck", "-o", "name").out()).contains("stuck");
  }

  @Test
  void deploymentsWhoseConditionIsReachedHoldTheCompletion() throws IOException {
    var items = deployment("d", "completionstatus: Available") + deployment("e", "");
    assertThat(create("both", "", items)).contains("created");
    awaitWords("both", "RunningHoldCompletion RunningHoldCompletion true");
    assertThat(kubectl.run("delete", "appwrapper", "both", "--timeout=60s").out())
        .contains("deleted");
    assertThat(server.list("apps/v1", "Deployment")).isEmpty();
  }
}
