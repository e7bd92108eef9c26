package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JobsTest {
  private static String job(String spec, String policy, String annotations) {
    return """
    apiVersion: batch/v1
    kind: Job
    metadata: {name: train}
    spec:
      %s
      template:
        metadata: {annotations: {%s}}
        spec:
          restartPolicy: %s
          containers: [{name: main, image: busybox, resources: {requests: {cpu: 1}}}]
    """
        .formatted(spec, annotations, policy);
  }

  private static final String TEN_SECONDS = "demo.muster.dev/run-seconds: '10'";
  private static final String FAILS = TEN_SECONDS + ", demo.muster.dev/exit-code: '2'";

  @Test
  void podsRunAtOnceAsParallelismSaysUntilAllCompletionsAreReached() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("parallelism: 2\n  completions: 3", "Never", TEN_SECONDS));
    cluster.loop.runFor(5_000);
    assertThat(status(cluster)).containsEntry("active", 2L).containsEntry("ready", 2L);
    assertThat(Trees.map(cluster.pods().getFirst(), "metadata", "labels"))
        .containsEntry("batch.kubernetes.io/job-name", "train")
        .containsEntry("job-name", "train");

    cluster.loop.runFor(60_000);
    assertThat(status(cluster))
        .containsEntry("succeeded", 3L)
        .doesNotContainKey("active")
        .containsKey("startTime")
        .containsKey("completionTime");
    assertThat(Trees.condition(theJob(cluster), "Complete")).isEqualTo("True");
    assertThat(cluster.podsIn("Succeeded")).hasSize(3);
  }

  @Test
  void aJobThatNamesAnotherControllerIsLeftToIt() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("managedBy: example.com/other", "Never", TEN_SECONDS));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(status(cluster)).isEmpty();
  }

  @Test
  void aJobThatNamesThisControllerIsRun() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("managedBy: kubernetes.io/job-controller", "Never", TEN_SECONDS));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).hasSize(1);
  }

  @Test
  void failedPodsAreReplacedUntilTheBackoffLimit() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("backoffLimit: 2", "Never", FAILS));
    cluster.loop.runFor(120_000);

    assertThat(cluster.podsIn("Failed")).hasSize(3);
    assertThat(cluster.pods()).hasSize(3);
    assertThat(status(cluster)).containsEntry("failed", 3L);
    assertThat(Trees.condition(theJob(cluster), "Failed")).isEqualTo("True");
    assertThat(reason(cluster)).isEqualTo("BackoffLimitExceeded");
  }

  @Test
  void restartsOfContainersCountAsRetries() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("backoffLimit: 2", "OnFailure", FAILS));
    cluster.loop.runFor(120_000);

    assertThat(cluster.pods()).isEmpty();
    assertThat(reason(cluster)).isEqualTo("BackoffLimitExceeded");
  }

  @Test
  void aSuspendedJobHasNoPodsAndStartsAfreshWhenItIsResumed() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("suspend: true", "Never", TEN_SECONDS));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(Trees.condition(theJob(cluster), "Suspended")).isEqualTo("True");
    assertThat(status(cluster)).doesNotContainKey("startTime");

    cluster.patch("batch/v1", "Job", "train", "{spec: {suspend: false}}");
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).hasSize(1);
    assertThat(Trees.condition(theJob(cluster), "Suspended")).isEqualTo("False");

    cluster.patch("batch/v1", "Job", "train", "{spec: {suspend: true}}");
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(status(cluster)).doesNotContainKey("failed");
  }

  @Test
  void whatIsRefusedIsToldOnceAndTriedAgain() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("parallelism: 1", "Never\n      priorityClassName: late", TEN_SECONDS));
    cluster.loop.runFor(600_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(cluster.list("v1", "Event"))
        .extracting(event -> Trees.text(event, "message"))
        .singleElement()
        .asString()
        .contains("no PriorityClass with name late was found");

    cluster.create(
        "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: late},"
            + " value: 1}");
    cluster.loop.runFor(120_000);
    assertThat(cluster.podsIn("Succeeded")).hasSize(1);
  }

  @Test
  void theDeletionOfTheJobTakesItsPodsWithIt() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("parallelism: 3", "Never", ""));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).hasSize(3);
    cluster.delete("batch/v1", "Job", "train");
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
  }

  @Test
  void podsOfAJobStayIfItsDeletionDoesNotSayOtherwise() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("parallelism: 3", "Never", ""));
    cluster.loop.runFor(5_000);
    var type = cluster.type("batch/v1", "Job");
    var answer =
        (Response.Success)
            cluster.store.handle(Request.delete(type, "default", "train", Trees.object()));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).hasSize(3);
    assertThat(cluster.pods())
        .allSatisfy(pod -> assertThat(Trees.maps(pod, "metadata", "ownerReferences")).isEmpty());
    assertThat(answer.warnings())
        .singleElement()
        .asString()
        .startsWith("child pods are preserved by default when jobs are deleted");
  }

  private static String reason(EmbeddedCluster cluster) {
    return Trees.text(Trees.maps(theJob(cluster), "status", "conditions").getFirst(), "reason");
  }

  private static Map<String, @Nullable Object> theJob(EmbeddedCluster cluster) {
    return cluster.get("batch/v1", "Job", "train");
  }

  private static Map<String, @Nullable Object> status(EmbeddedCluster cluster) {
    return Trees.map(theJob(cluster), "status");
  }
}
