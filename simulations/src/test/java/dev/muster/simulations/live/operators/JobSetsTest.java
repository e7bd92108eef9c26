package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JobSetsTest {
  private static final String JOBSET = "jobset.x-k8s.io/v1alpha2";
  private static final String LABELS = "jobset.sigs.k8s.io/";

  private static String group(String name, int replicas, int pods, String annotations) {
    return """
      - name: %s
        replicas: %d
        template:
          metadata: {labels: {team: red}}
          spec:
            parallelism: %3$d
            completions: %3$d
            backoffLimit: 0
            template:
              metadata: {annotations: {%4$s}}
              spec:
                restartPolicy: Never
                containers: [{name: main, image: work, resources: {requests: {cpu: 1}}}]
    """
        .formatted(name, replicas, pods, annotations);
  }

  private static String set(String spec, String... groups) {
    return """
    apiVersion: jobset.x-k8s.io/v1alpha2
    kind: JobSet
    metadata: {name: sweep}
    spec:
      %s
      replicatedJobs:
    %s\
    """
        .formatted(spec, String.join("", groups));
  }

  private static String runs(int seconds) {
    return "demo.muster.dev/run-seconds: '" + seconds + "'";
  }

  private static String fails(int seconds) {
    return runs(seconds) + ", demo.muster.dev/exit-code: '1'";
  }

  @Test
  void jobsBearTheNamesAndLabelsOfTheirGroupsAndAllOfThemEndTheSet() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("", group("driver", 1, 1, runs(10)), group("workers", 2, 2, runs(20))));
    cluster.loop.runFor(5_000);

    assertThat(jobs(cluster))
        .containsExactly("sweep-driver-0", "sweep-workers-0", "sweep-workers-1");
    var job = cluster.get("batch/v1", "Job", "sweep-workers-1");
    assertThat(Trees.map(job, "metadata", "labels"))
        .containsEntry(LABELS + "jobset-name", "sweep")
        .containsEntry(LABELS + "replicatedjob-name", "workers")
        .containsEntry(LABELS + "job-index", "1")
        .containsEntry("team", "red");
    assertThat(Trees.controllerOf(job)).isEqualTo(Trees.uid(theSet(cluster)));
    assertThat(cluster.podsIn("Running")).hasSize(5);
    assertThat(cluster.pods())
        .allSatisfy(pod ->
            assertThat(Trees.map(pod, "metadata", "labels"))
                .containsEntry(LABELS + "jobset-name", "sweep")
                .containsKey(LABELS + "job-index"));
    assertThat(counts(cluster))
        .containsExactly("driver: 1 ready, 1 active", "workers: 2 ready, 2 active");

    cluster.loop.runFor(10_000);
    assertThat(counts(cluster))
        .containsExactly("driver: 1 succeeded", "workers: 2 ready, 2 active");
    assertThat(conditions(cluster)).isEmpty();
    cluster.loop.runFor(10_000);
    assertThat(counts(cluster)).containsExactly("driver: 1 succeeded", "workers: 2 succeeded");
    assertThat(conditions(cluster)).containsExactly("Completed=True AllJobsCompleted");
    assertThat(status(cluster)).containsEntry("terminalState", "Completed");
  }

  @Test
  void aSuccessPolicyMayBeContentWithSomeAndTheOthersGo() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(
        set(
            "successPolicy: {operator: All, targetReplicatedJobs: [driver]}",
            group("driver", 1, 1, runs(10)),
            group("workers", 2, 1, "")));
    cluster.loop.runFor(20_000);
    assertThat(conditions(cluster)).containsExactly("Completed=True AllJobsCompleted");
    assertThat(jobs(cluster)).containsExactly("sweep-driver-0");
    assertThat(cluster.podsIn("Running")).isEmpty();
  }

  @Test
  void aSuspendedSetHasSuspendedJobsAndWhatIsAddedToItsTemplateIsTakenOver() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("suspend: true", group("workers", 2, 1, runs(20))));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(jobs(cluster)).hasSize(2);
    assertThat(counts(cluster)).containsExactly("workers: 2 suspended");
    assertThat(conditions(cluster)).containsExactly("Suspended=True SuspendedJobs");

    var groups = Trees.maps(Trees.copyOf(theSet(cluster)), "spec", "replicatedJobs");
    var template = Trees.map(groups.getFirst(), "template", "spec", "template");
    Trees.map(template, "metadata").put("labels", Trees.object("late", "yes"));
    Trees.map(template, "spec").put("nodeSelector", Trees.object("kubernetes.io/os", "linux"));
    cluster.patchTree(
        JOBSET,
        "JobSet",
        "sweep",
        Trees.object("spec", Trees.object("suspend", false, "replicatedJobs", groups)));
    cluster.loop.runFor(5_000);
    assertThat(counts(cluster)).containsExactly("workers: 2 ready, 2 active");
    assertThat(conditions(cluster)).containsExactly("Suspended=False ResumeJobs");
    assertThat(cluster.podsIn("Running")).hasSize(2);
    assertThat(cluster.pods())
        .allSatisfy(pod -> {
          assertThat(Trees.text(pod, "metadata", "labels", "late")).isEqualTo("yes");
          assertThat(Trees.map(pod, "spec", "nodeSelector")).containsKey("kubernetes.io/os");
          assertThat(Trees.text(pod, "metadata", "labels", LABELS + "job-index")).isNotEmpty();
        });

    cluster.patch(JOBSET, "JobSet", "sweep", "{spec: {suspend: true}}");
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
    assertThat(counts(cluster)).containsExactly("workers: 2 suspended");
    assertThat(conditions(cluster)).containsExactly("Suspended=True SuspendedJobs");

    cluster.patch(JOBSET, "JobSet", "sweep", "{spec: {suspend: false}}");
    cluster.loop.runFor(30_000);
    assertThat(conditions(cluster))
        .containsExactly("Suspended=False ResumeJobs", "Completed=True AllJobsCompleted");
  }

  @Test
  void aJobThatFailsFailsTheSetAndTheOthersGo() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("", group("driver", 1, 1, fails(5)), group("workers", 2, 1, "")));
    cluster.loop.runFor(20_000);
    assertThat(conditions(cluster)).containsExactly("Failed=True FailedJobs");
    assertThat(status(cluster)).containsEntry("terminalState", "Failed");
    assertThat(jobs(cluster)).containsExactly("sweep-driver-0");
    assertThat(cluster.podsIn("Running")).isEmpty();
  }

  @Test
  void allJobsAreMadeAnewAsOftenAsTheFailurePolicyAllows() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(
        set(
            "failurePolicy: {maxRestarts: 1}",
            group("driver", 1, 1, fails(5)),
            group("workers", 1, 1, "")));
    cluster.loop.runFor(3_000);
    var first = Trees.uid(cluster.get("batch/v1", "Job", "sweep-workers-0"));
    cluster.loop.runFor(4_500);
    var second = cluster.get("batch/v1", "Job", "sweep-workers-0");
    assertThat(Trees.uid(second)).isNotEqualTo(first);
    assertThat(Trees.text(second, "metadata", "labels", LABELS + "restart-attempt")).isEqualTo("1");
    assertThat(conditions(cluster)).isEmpty();
    assertThat(status(cluster)).containsEntry("restarts", 1L);

    cluster.loop.runFor(20_000);
    assertThat(conditions(cluster)).containsExactly("Failed=True ReachedMaxRestarts");
  }

  @Test
  void aSetThatNamesAnotherControllerIsLeftToIt() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("managedBy: kueue.x-k8s.io/multikueue", group("workers", 1, 1, "")));
    cluster.loop.runFor(5_000);
    assertThat(jobs(cluster)).isEmpty();
    assertThat(status(cluster)).isEmpty();
  }

  @Test
  void theDeletionOfTheSetTakesEverythingWithIt() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("", group("workers", 2, 1, "")));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).hasSize(2);
    cluster.delete(JOBSET, "JobSet", "sweep");
    cluster.loop.runFor(5_000);
    assertThat(jobs(cluster)).isEmpty();
    assertThat(cluster.pods()).isEmpty();
  }

  private static Map<String, @Nullable Object> theSet(EmbeddedCluster cluster) {
    return cluster.get(JOBSET, "JobSet", "sweep");
  }

  private static Map<String, @Nullable Object> status(EmbeddedCluster cluster) {
    return Trees.map(theSet(cluster), "status");
  }

  private static List<String> jobs(EmbeddedCluster cluster) {
    return cluster.list("batch/v1", "Job").stream().map(Trees::name).toList();
  }

  /** Of each group, what is not none. */
  private static List<String> counts(EmbeddedCluster cluster) {
    return Trees.maps(status(cluster), "replicatedJobsStatus").stream()
        .map(group ->
            Trees.text(group, "name")
                + ": "
                + String.join(
                    ", ",
                    List.of("ready", "succeeded", "failed", "active", "suspended").stream()
                        .filter(state -> Trees.number(group, 0, state) > 0)
                        .map(state -> Trees.number(group, 0, state) + " " + state)
                        .toList()))
        .toList();
  }

  private static List<String> conditions(EmbeddedCluster cluster) {
    return Trees.maps(status(cluster), "conditions").stream()
        .map(one ->
            Trees.text(one, "type")
                + "="
                + Trees.text(one, "status")
                + " "
                + Trees.text(one, "reason"))
        .toList();
  }
}
