package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Callout;
import dev.muster.simulations.live.store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Objects that name a queue and are wrapped in nothing, end to end: held from the start, let go as
 * a whole when there is room, by one write, and their pods where they were promised; held again for
 * their users' sake and nobody else's.
 */
final class BareGangTest {
  private static final String JOB =
      """
      {apiVersion: batch/v1, kind: Job,
       metadata: {name: %s, labels: {kueue.x-k8s.io/queue-name: ""}%s},
       spec: {parallelism: %d, completions: %d, completionMode: Indexed, backoffLimit: 0,
              template: {metadata: {annotations: {%s}},
                spec: {restartPolicy: Never,
                       containers: [{name: main, image: work, resources: {requests: {cpu: "%s"}}}]}}}}
      """;

  private static String job(String name, int pods, String cpu, String seconds) {
    var runs = seconds.isEmpty() ? "" : "demo.muster.dev/run-seconds: '" + seconds + "'";
    return JOB.formatted(name, "", pods, pods, runs, cpu);
  }

  private static Map<String, @Nullable Object> jobNow(Stage stage, String name) {
    return stage.get("batch/v1", "Job", name);
  }

  /** Whether it was held, as often as that changed, from the first version that was stored. */
  private static List<Boolean> holds(Stage stage, String kind, String name) {
    var holds = new ArrayList<Boolean>();
    for (var change : changes(stage, kind, name)) {
      boolean held = Trees.flag(change.object(), "spec", "suspend");
      if (holds.isEmpty() || holds.getLast() != held) {
        holds.add(held);
      }
    }
    return holds;
  }

  private static List<Change> changes(Stage stage, String kind, String name) {
    return stage.changes.stream()
        .filter(change -> change.resource().kind().equals(kind))
        .filter(change -> Trees.name(change.object()).equals(name))
        .toList();
  }

  private static long bound(Stage stage) {
    return stage.list("v1", "Pod").stream()
        .filter(pod -> !Trees.text(pod, "spec", "nodeName").isEmpty())
        .count();
  }

  @Test
  void jobIsHeldFromItsCreationLetGoByOneWriteAndRunsToItsEnd() {
    var stage = Stage.running("2x4cpu");
    stage.create(job("train", 2, "3", "20"));
    stage.seconds(10);

    assertThat(holds(stage, "Job", "train")).containsExactly(true, false);
    assertThat(bound(stage)).isEqualTo(2);
    stage.seconds(60);
    assertThat(Trees.maps(jobNow(stage, "train"), "status", "conditions"))
        .anySatisfy(condition ->
            assertThat(Trees.text(condition, "type") + Trees.text(condition, "status"))
                .isEqualTo("CompleteTrue"));
    assertThat(phase(jobNow(stage, "train"))).isEqualTo("Succeeded");
    assertThat(holds(stage, "Job", "train")).containsExactly(true, false);
  }

  private static String phase(Map<String, @Nullable Object> object) {
    var text = Trees.text(object, "metadata", "annotations", "muster.dev/status");
    return Trees.text(Stage.yaml(text.isEmpty() ? "{}" : text), "phase");
  }

  @Test
  void jobThatDoesNotFitWaitsWithItsReasonUntilTheFirstHasEnded() {
    var stage = Stage.running("1x4cpu");
    stage.create(job("first", 1, "3", "60"));
    stage.seconds(5);
    stage.create(job("second", 1, "3", "10"));
    stage.seconds(20);

    assertThat(holds(stage, "Job", "second")).containsExactly(true);
    assertThat(Trees.text(jobNow(stage, "second"), "metadata", "annotations", "muster.dev/verdict"))
        .contains("NodesInUse");
    assertThat(bound(stage)).isEqualTo(1);
    stage.seconds(100);
    assertThat(phase(jobNow(stage, "second"))).isEqualTo("Succeeded");
  }

  @Test
  void jobThatItsUserSuspendsIsHeldAndGivesItsRoomAwayUntilTheUserLetsItGo() {
    var stage = Stage.running("1x4cpu");
    stage.create(job("first", 1, "3", "600"));
    stage.seconds(10);
    stage.patch("batch/v1", "Job", "first", "", "{spec: {suspend: true}}");
    stage.create(job("second", 1, "3", "30"));
    stage.seconds(40);

    assertThat(phase(jobNow(stage, "first"))).isEqualTo("Suspended");
    assertThat(holds(stage, "Job", "first")).containsExactly(true, false, true);
    assertThat(phase(jobNow(stage, "second"))).isIn("Running", "Succeeded");
    stage.patch("batch/v1", "Job", "first", "", "{spec: {suspend: false}}");
    assertThat(Trees.flag(jobNow(stage, "first"), "spec", "suspend")).isTrue();
    stage.seconds(60);
    assertThat(phase(jobNow(stage, "first"))).isEqualTo("Running");
    assertThat(holds(stage, "Job", "first")).containsExactly(true, false, true, false);
  }

  @Test
  void nobodyLetsAWaitingJobGoByHand() {
    var stage = Stage.running("1x2cpu");
    stage.create(job("large", 1, "3", "10"));
    stage.seconds(5);
    stage.patch(
        "batch/v1",
        "Job",
        "large",
        "",
        "{metadata: {annotations: {muster.dev/status: '{\"phase\":\"Running\"}'}}, spec: {suspend: false}}");
    stage.seconds(70);

    assertThat(holds(stage, "Job", "large")).containsExactly(true);
    assertThat(phase(jobNow(stage, "large"))).isEqualTo("Suspended");
    assertThat(stage.list("v1", "Pod")).isEmpty();
  }

  @Test
  void failedJobIsFailedAndItsRoomIsFree() {
    var stage = Stage.running("1x4cpu");
    stage.create(
        JOB.formatted(
            "bad",
            "",
            1,
            1,
            "demo.muster.dev/run-seconds: '5', demo.muster.dev/exit-code: '1'",
            "3"));
    stage.seconds(40);
    assertThat(phase(jobNow(stage, "bad"))).isEqualTo("Failed");
    stage.create(job("next", 1, "3", "5"));
    stage.seconds(40);
    assertThat(phase(jobNow(stage, "next"))).isEqualTo("Succeeded");
  }

  @Test
  void withTheWebhookDownItIsNotCreatedAndWhatRunsIsUntouched() {
    var stage = Stage.running("2x4cpu");
    stage.create(job("first", 1, "3", "600"));
    stage.seconds(10);
    stage.webhook.setDown(true);

    assertThatThrownBy(() -> stage.create(job("second", 1, "3", "10")))
        .hasMessageContaining("hold.muster.dev");
    stage.seconds(120);
    assertThat(holds(stage, "Job", "first")).containsExactly(true, false);
    assertThat(bound(stage)).isEqualTo(1);
  }

  @Test
  void whoLeadsNextLeavesRunningJobsAloneAndTheirRoomTaken() {
    var stage = Stage.of("1x4cpu");
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    stage.create(job("first", 1, "3", "600"));
    stage.seconds(10);
    life.kill();
    stage.shell("two").start();
    stage.create(job("second", 1, "3", "10"));
    stage.seconds(120);

    assertThat(holds(stage, "Job", "first")).containsExactly(true, false);
    assertThat(phase(jobNow(stage, "first"))).isEqualTo("Running");
    assertThat(holds(stage, "Job", "second")).containsExactly(true);
    assertThat(bound(stage)).isEqualTo(1);
  }

  @Test
  void jobThatWasLetGoWhileNobodyWatchedIsHeldAgainAndWaitsItsTurn() {
    var stage = Stage.running("1x4cpu");
    stage.create(job("first", 1, "3", "100"));
    stage.seconds(5);
    stage.create(job("second", 1, "3", "10"));
    stage.seconds(5);
    stage.store.callouts(Callout.NONE);
    stage.delete(
        "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "muster-webhook");
    stage.patch("batch/v1", "Job", "second", "", "{spec: {suspend: false}}");
    stage.seconds(70);

    assertThat(holds(stage, "Job", "second")).startsWith(true, false, true);
    stage.seconds(120);
    assertThat(phase(jobNow(stage, "second"))).isEqualTo("Succeeded");
  }

  @Test
  void jobWhosePodsAreNotReadyInTimeIsHeldAgainAndTriedAgain() {
    var stage = Stage.running("1x4cpu");
    stage.create(
        JOB.formatted(
            "slow",
            ", annotations: {workload.codeflare.dev.appwrapper/warmupGracePeriodDuration: 20s,"
                + " workload.codeflare.dev.appwrapper/retryPausePeriodDuration: 5s,"
                + " workload.codeflare.dev.appwrapper/retryLimit: '1'}",
            1,
            1,
            "demo.muster.dev/stuck: 'true'",
            "3"));
    stage.seconds(120);

    assertThat(holds(stage, "Job", "slow")).containsExactly(true, false, true, false, true);
    assertThat(phase(jobNow(stage, "slow"))).isEqualTo("Failed");
    assertThat(bound(stage)).isZero();
  }

  @Test
  void rayClusterOfHeadAndWorkersIsLetGoWhole() {
    var stage = Stage.running("1x3cpu,2x4cpu");
    stage.create(
        """
        {apiVersion: ray.io/v1, kind: RayCluster,
         metadata: {name: tune, labels: {kueue.x-k8s.io/queue-name: ""}},
         spec: {headGroupSpec: {rayStartParams: {}, template: {spec: {containers: [
                  {name: head, image: ray, resources: {requests: {cpu: "1"}}}]}}},
                workerGroupSpecs: [{groupName: gpu, replicas: 2, minReplicas: 2, maxReplicas: 2,
                  rayStartParams: {}, template: {spec: {containers: [
                    {name: worker, image: ray, resources: {requests: {cpu: "4"}}}]}}}]}}
        """);
    stage.seconds(60);

    var cluster = stage.get("ray.io/v1", "RayCluster", "tune");
    assertThat(holds(stage, "RayCluster", "tune")).containsExactly(true, false);
    assertThat(phase(cluster)).isEqualTo("Running");
    assertThat(Trees.text(cluster, "status", "state")).isEqualTo("ready");
    assertThat(bound(stage)).isEqualTo(3);
  }

  @Test
  void rayClusterThatGrowsAfterItsAdmissionGoesOnAsItIs() {
    var stage = Stage.running("4x4cpu");
    stage.create(cluster("tune", 2));
    stage.seconds(60);
    stage.patch(
        "ray.io/v1",
        "RayCluster",
        "tune",
        "",
        "{spec: {workerGroupSpecs: %s}}".formatted(workers(3)));
    stage.seconds(1_000);

    assertThat(holds(stage, "RayCluster", "tune")).containsExactly(true, false);
    assertThat(phase(stage.get("ray.io/v1", "RayCluster", "tune"))).isEqualTo("Running");
    assertThat(bound(stage)).isEqualTo(3);
  }

  private static String workers(int count) {
    return """
    [{groupName: gpu, replicas: %d, minReplicas: 1, maxReplicas: 9, rayStartParams: {},
      template: {spec: {containers: [
        {name: worker, image: ray, resources: {requests: {cpu: "3"}}}]}}}]
    """
        .formatted(count);
  }

  private static String cluster(String name, int workers) {
    return """
    {apiVersion: ray.io/v1, kind: RayCluster,
     metadata: {name: %s, labels: {kueue.x-k8s.io/queue-name: ""}},
     spec: {headGroupSpec: {rayStartParams: {}, template: {spec: {containers: [
              {name: head, image: ray, resources: {requests: {cpu: "1"}}}]}}},
            workerGroupSpecs: %s}}
    """
        .formatted(name, workers(workers));
  }

  @Test
  void jobThatCannotBeLetGoSinceItIsFullOfAnnotationsKeepsNoRoom() {
    var stage = Stage.running("1x4cpu");
    stage.create(
        JOB.formatted("full", ", annotations: {x: '" + "y".repeat(262_000) + "'}", 1, 1, "", "3"));
    stage.seconds(10);
    stage.create(job("next", 1, "3", "10"));
    stage.seconds(60);

    assertThat(phase(jobNow(stage, "next")))
        .as("%s", Trees.map(jobNow(stage, "next"), "metadata", "annotations"))
        .isEqualTo("Succeeded");
    assertThat(holds(stage, "Job", "full")).containsExactly(true);
  }

  @Test
  void inTheClustersOwnNamespacesNothingIsQueued() {
    var stage = Stage.running("1x4cpu");
    var own = Stage.yaml(job("own", 1, "3", ""));
    Trees.map(own, "metadata").put("namespace", "kube-system");
    stage.create(own);
    stage.seconds(200);

    assertThat(holds(stage, "Job", "own")).containsExactly(false);
    assertThat(bound(stage)).isEqualTo(1);
  }

  @Test
  void jobOfTheSameNameIsNotTakenForTheOneBefore() {
    var stage = Stage.running("1x4cpu");
    stage.create(JOB.formatted("twice", "", 1, 1, "demo.muster.dev/ignore-deletion: 'true'", "3"));
    stage.seconds(10);
    stage.delete("batch/v1", "Job", "twice");
    stage.seconds(2);
    stage.create(job("twice", 1, "3", "5"));
    stage.seconds(60);

    assertThat(phase(jobNow(stage, "twice"))).isEqualTo("Suspended");
    assertThat(bound(stage)).isEqualTo(1);
  }

  @Test
  void waitingJobIsHeldAndReleasedByItsAnnotation() {
    var stage = Stage.running("1x4cpu");
    stage.create(job("first", 1, "3", "30"));
    stage.seconds(5);
    stage.create(job("second", 1, "3", "5"));
    stage.seconds(5);
    stage.patch(
        "batch/v1", "Job", "second", "", "{metadata: {annotations: {muster.dev/hold: 'true'}}}");
    stage.seconds(60);
    assertThat(holds(stage, "Job", "second")).containsExactly(true);
    stage.patch(
        "batch/v1", "Job", "second", "", "{metadata: {annotations: {muster.dev/hold: null}}}");
    stage.seconds(30);
    assertThat(phase(jobNow(stage, "second"))).isEqualTo("Succeeded");
  }

  /** Its annotations are those of its pods: each change would make these anew. */
  @Test
  void anInferenceServiceIsWrittenWhenItIsLetGoAndNotForHowItDoesThen() {
    var stage = Stage.running("1x4cpu");
    stage.create(
        """
        {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
         metadata: {name: inferenceservices.serving.kserve.io},
         spec: {group: serving.kserve.io, scope: Namespaced,
                names: {kind: InferenceService, plural: inferenceservices, singular: inferenceservice},
                versions: [{name: v1beta1, served: true, storage: true, schema: {openAPIV3Schema:
                  {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}
        """);
    stage.seconds(70);
    stage.create(
        """
        {apiVersion: serving.kserve.io/v1beta1, kind: InferenceService,
         metadata: {name: model, labels: {kueue.x-k8s.io/queue-name: ""}},
         spec: {predictor: {minReplicas: 1, containers: [
           {name: kserve-container, image: x, resources: {requests: {cpu: "1", memory: 1Gi}}}]}}}
        """);
    stage.seconds(5);
    var served = stage.get("serving.kserve.io/v1beta1", "InferenceService", "model");
    assertThat(Trees.annotation(served, "serving.kserve.io/stop")).isEmpty();
    assertThat(phase(served)).isEqualTo("Resuming");
    var pod =
        Stage.yaml(
            "{apiVersion: v1, kind: Pod, metadata: {name: model-predictor}, spec: {containers:"
                + " [{name: c, image: x, resources: {requests: {cpu: '1'}}}]}}");
    Trees.map(pod, "metadata").put("labels", Trees.map(served, "spec", "predictor", "labels"));
    stage.create(pod);
    stage.seconds(900);

    assertThat(bound(stage)).isEqualTo(1);
    assertThat(stage.get("serving.kserve.io/v1beta1", "InferenceService", "model"))
        .isEqualTo(served);
  }

  @Test
  void whatAQueuedRayJobMakesIsNotQueuedAgain() {
    var stage = Stage.running("2x4cpu");
    stage.create(
        """
        {apiVersion: ray.io/v1, kind: RayJob,
         metadata: {name: job, labels: {kueue.x-k8s.io/queue-name: ""},
                    annotations: {demo.muster.dev/run-seconds: "30"}},
         spec: {entrypoint: python train.py, shutdownAfterJobFinishes: true,
                rayClusterSpec: {headGroupSpec: {rayStartParams: {}, template: {spec: {containers: [
                  {name: head, image: ray, resources: {requests: {cpu: "1"}}}]}}},
                workerGroupSpecs: [{groupName: w, replicas: 1, minReplicas: 1, maxReplicas: 1,
                  rayStartParams: {}, template: {spec: {containers: [
                    {name: worker, image: ray, resources: {requests: {cpu: "1"}}}]}}}]}}}
        """);
    stage.seconds(240);

    assertThat(stage.list("ray.io/v1", "RayCluster"))
        .allSatisfy(cluster -> assertThat(Trees.flag(cluster, "spec", "suspend")).isFalse());
    assertThat(phase(stage.get("ray.io/v1", "RayJob", "job"))).isEqualTo("Succeeded");
    assertThat(holds(stage, "RayJob", "job")).containsExactly(true, false);
  }
}
