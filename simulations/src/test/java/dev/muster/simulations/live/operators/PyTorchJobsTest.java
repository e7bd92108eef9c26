package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PyTorchJobsTest {
  private static final String KUBEFLOW = "kubeflow.org/v1";
  private static final String LABELS = "training.kubeflow.org/";

  private static String replicas(String type, int count, String policy, String annotations) {
    return """
        %s:
          replicas: %d
          %s
          template:
            metadata: {labels: {team: red}, annotations: {%s}}
            spec: {containers: [{name: pytorch, image: torch, resources: {requests: {cpu: 1}}}]}
    """
        .formatted(type, count, policy.isEmpty() ? "" : "restartPolicy: " + policy, annotations);
  }

  private static String job(String runPolicy, String... replicas) {
    return """
    apiVersion: kubeflow.org/v1
    kind: PyTorchJob
    metadata: {name: train}
    spec:
      runPolicy: {%s}
      pytorchReplicaSpecs:
    %s\
    """
        .formatted(runPolicy, String.join("", replicas));
  }

  private static String runs(int seconds) {
    return "demo.muster.dev/run-seconds: '" + seconds + "'";
  }

  private static String fails(int seconds, int code) {
    return runs(seconds) + ", demo.muster.dev/exit-code: '" + code + "'";
  }

  @Test
  void podsBearTheNamesAndLabelsOfTheirReplicasAndTheMasterEndsTheTraining() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(
        job("", replicas("Master", 1, "", runs(10)), replicas("Worker", 2, "", runs(60))));
    cluster.loop.runFor(5_000);

    assertThat(cluster.podsIn("Running"))
        .containsExactly("train-master-0", "train-worker-0", "train-worker-1");
    assertThat(Trees.map(cluster.pod("train-worker-1"), "metadata", "labels"))
        .containsEntry(LABELS + "job-name", "train")
        .containsEntry(LABELS + "replica-type", "worker")
        .containsEntry(LABELS + "replica-index", "1")
        .containsEntry("team", "red")
        .doesNotContainKey(LABELS + "job-role");
    assertThat(Trees.map(cluster.pod("train-master-0"), "metadata", "labels"))
        .containsEntry(LABELS + "job-role", "master");
    assertThat(Trees.text(cluster.pod("train-master-0"), "spec", "restartPolicy"))
        .isEqualTo("OnFailure");
    assertThat(Trees.maps(cluster.pod("train-worker-0"), "spec", "initContainers")).hasSize(1);
    assertThat(conditions(cluster)).containsExactly("Created=True", "Running=True");
    assertThat(count(cluster, "Worker", "active")).isEqualTo(2);

    cluster.loop.runFor(10_000);
    assertThat(conditions(cluster))
        .containsExactly("Created=True", "Running=False", "Succeeded=True");
    assertThat(count(cluster, "Master", "succeeded")).isEqualTo(1);
    assertThat(count(cluster, "Worker", "succeeded")).isEqualTo(2);
    assertThat(count(cluster, "Worker", "active")).isZero();
    assertThat(status(cluster)).containsKeys("startTime", "completionTime");
    assertThat(cluster.podsIn("Running")).containsExactly("train-worker-0", "train-worker-1");
  }

  @Test
  void withoutAMasterAllWorkersEndTheTraining() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("", replicas("Worker", 2, "", runs(10))));
    cluster.loop.runFor(5_000);
    assertThat(Trees.maps(cluster.pod("train-worker-0"), "spec", "initContainers")).isEmpty();
    assertThat(conditions(cluster)).containsExactly("Created=True", "Running=True");
    cluster.loop.runFor(10_000);
    assertThat(conditions(cluster)).contains("Succeeded=True");
  }

  @Test
  void cleanPodPolicySaysWhichPodsGoAtTheEnd() {
    for (var policy : List.of("Running", "All")) {
      var cluster = EmbeddedCluster.of("1x96cpu");
      cluster.create(
          job(
              "cleanPodPolicy: " + policy,
              replicas("Master", 1, "", runs(10)),
              replicas("Worker", 2, "", runs(60))));
      cluster.loop.runFor(20_000);
      assertThat(conditions(cluster)).contains("Succeeded=True");
      assertThat(cluster.pods())
          .extracting(Trees::name)
          .isEqualTo(policy.equals("All") ? List.of() : List.of("train-master-0"));
    }
  }

  @Test
  void aSuspendedTrainingHasNoPodsAndStartsAfreshWhenItIsResumed() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(
        job(
            "suspend: true",
            replicas("Master", 1, "", runs(20)),
            replicas("Worker", 1, "", runs(20))));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(conditions(cluster)).containsExactly("Created=True", "Suspended=True");
    assertThat(status(cluster)).doesNotContainKey("startTime");

    suspend(cluster, false);
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).hasSize(2);
    assertThat(conditions(cluster))
        .containsExactly("Created=True", "Suspended=False", "Running=True");

    suspend(cluster, true);
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(conditions(cluster))
        .containsExactly("Created=True", "Suspended=True", "Running=False");
    assertThat(count(cluster, "Worker", "active")).isZero();

    suspend(cluster, false);
    cluster.loop.runFor(30_000);
    assertThat(conditions(cluster)).contains("Succeeded=True");
  }

  @Test
  void aFailureThatNothingFollowsOnFailsTheTraining() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(
        job("", replicas("Master", 1, "", runs(60)), replicas("Worker", 2, "Never", fails(5, 1))));
    cluster.loop.runFor(15_000);
    assertThat(conditions(cluster)).containsExactly("Created=True", "Running=False", "Failed=True");
    assertThat(count(cluster, "Worker", "failed")).isEqualTo(2);
  }

  @Test
  void exitCodesSayWhetherAPodIsMadeAgain() {
    var again = EmbeddedCluster.of("1x96cpu");
    again.create(job("", replicas("Master", 1, "ExitCode", fails(5, 137))));
    again.loop.runFor(3_000);
    var first = Trees.uid(again.pod("train-master-0"));
    again.loop.runFor(5_000);
    assertThat(Trees.uid(again.pod("train-master-0"))).isNotEqualTo(first);
    assertThat(conditions(again)).contains("Running=True", "Restarting=False");

    var over = EmbeddedCluster.of("1x96cpu");
    over.create(job("", replicas("Master", 1, "ExitCode", fails(5, 1))));
    over.loop.runFor(10_000);
    assertThat(conditions(over)).contains("Failed=True");
  }

  @Test
  void tooManyRestartsOfContainersFailTheTraining() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("backoffLimit: 2", replicas("Master", 1, "OnFailure", fails(5, 1))));
    cluster.loop.runFor(8_000);
    assertThat(conditions(cluster)).doesNotContain("Failed=True");
    cluster.loop.runFor(8_000);
    assertThat(conditions(cluster)).contains("Failed=True");
  }

  @Test
  void aPodThatIsGoneIsMadeAgainUnderItsNameAndOnesTooManyGo() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("", replicas("Worker", 3, "", "")));
    cluster.loop.runFor(5_000);
    cluster.delete("v1", "Pod", "train-worker-1");
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running"))
        .containsExactly("train-worker-0", "train-worker-1", "train-worker-2");

    cluster.patch(
        KUBEFLOW, "PyTorchJob", "train", "{spec: {pytorchReplicaSpecs: {Worker: {replicas: 1}}}}");
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).containsExactly("train-worker-0");
    cluster.delete(KUBEFLOW, "PyTorchJob", "train");
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
  }

  @Test
  void aTrainingThatNamesAnotherControllerIsLeftToIt() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(job("managedBy: kueue.x-k8s.io/multikueue", replicas("Worker", 1, "", "")));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(status(cluster)).isEmpty();
  }

  private static void suspend(EmbeddedCluster cluster, boolean suspend) {
    var patch = "{spec: {runPolicy: {suspend: " + suspend + "}}}";
    cluster.patch(KUBEFLOW, "PyTorchJob", "train", patch);
  }

  private static Map<String, @Nullable Object> status(EmbeddedCluster cluster) {
    return Trees.map(cluster.get(KUBEFLOW, "PyTorchJob", "train"), "status");
  }

  private static long count(EmbeddedCluster cluster, String type, String state) {
    return Trees.number(status(cluster), 0, "replicaStatuses", type, state);
  }

  private static List<String> conditions(EmbeddedCluster cluster) {
    return Trees.maps(status(cluster), "conditions").stream()
        .map(one -> Trees.text(one, "type") + "=" + Trees.text(one, "status"))
        .toList();
  }
}
