package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Which objects are a gang's and what is put into them, end to end: an object that the watch does
 * not show yet is never reported missing; what a template says (labels, annotations, selector,
 * tolerations, gates, affinity) survives beside what is added; what was put aside for the pods is
 * added, and what contradicts the template fails the gang; a name that is to be generated is the
 * same whenever it is asked for; and an object that lost its labels is still the gang's.
 */
final class AdoptionTest {
  private static final PodText POD = PodText.asking("1");
  private static final String OWNER = "workload.codeflare.dev/appwrapper";

  @Test
  void objectThatOnlyTheWatchDoesNotShowYetIsNeverMissing() {
    var stage = Stage.of("2x8cpu");
    var api = new Lagging(stage.api(), stage.loop, 10_000);
    stage.shell("one", new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING)).start();
    stage.seconds(30);
    var ray = stage.submit(GangBuilder.named("ray").component(GangBuilder.ray("ray", 2, POD)));
    var job = stage.submit(GangBuilder.ofJob("job", 2, POD.running(5)));
    var pods = stage.submit(GangBuilder.ofPods("pods", 2, POD));
    stage.seconds(300);

    assertThat(ray.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(job.phases()).containsExactly("Suspended", "Resuming", "Running", "Succeeded");
    assertThat(pods.phases()).containsExactly("Suspended", "Resuming", "Running");
    for (var gang : List.of(ray, job, pods)) {
      assertThat(gang.states())
          .extracting(state -> Trail.conditions(state).getOrDefault("Unhealthy", ""))
          .doesNotContain("True MissingComponent");
    }
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void objectThatAFreshProcessDoesNotSeeYetIsNeverMissing() {
    var stage = Stage.of("2x8cpu");
    var first = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("first", first).start();
    var ray = stage.submit(GangBuilder.named("ray").component(GangBuilder.ray("ray", 2, POD)));
    var job = stage.submit(GangBuilder.ofJob("job", 2, POD));
    stage.seconds(30);
    first.kill();
    var api = new Lagging(stage.api(), stage.loop, 40_000).only("jobs", "rayclusters");
    stage.shell("second", new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING)).start();
    stage.seconds(300);

    assertThat(ray.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(job.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  /** Anybody who may create objects can write whatever owner into them. */
  @Test
  void objectThatNamesARunningGangsUidUnderAnotherNameHarmsNobody() {
    var stage = Stage.running("2x8cpu");
    var gang = stage.submit(GangBuilder.ofJob("job", 2, POD));
    stage.seconds(10);
    var forged = GangBuilder.job("forged", 1, 1, POD);
    var uid = Trees.uid(gang.now());
    var metadata = Trees.map(forged, "metadata");
    metadata.put("labels", Trees.object("muster.dev/gang-uid", uid, "muster.dev/component", "0"));
    metadata.put(
        "ownerReferences",
        GangBuilder.list(
            Trees.object(
                "apiVersion",
                "workload.codeflare.dev/v1beta2",
                "kind",
                "AppWrapper",
                "name",
                "nobody",
                "uid",
                uid,
                "controller",
                true)));
    stage.create(forged);
    stage.seconds(200);
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(stage.list("batch/v1", "Job")).extracting(Trees::name).contains("job");
    stage.deleteGang("job");
    stage.seconds(30);
    assertThat(stage.phases()).isEmpty();
  }

  @Test
  void whatATemplateSaysSurvivesBesideWhatIsAdded() {
    var stage = Stage.running("2x8cpu");
    label(stage);
    var job = Stage.yaml(JOB);
    var gang = stage.submit(GangBuilder.named("rich").component(job));
    stage.seconds(10);

    var made = stage.list("batch/v1", "Job").getFirst();
    assertThat(Trees.strings(made, "metadata", "labels"))
        .containsEntry("own", "object")
        .containsEntry(OWNER, "rich")
        .containsEntry("resourceName", "mine");
    assertThat(Trees.strings(made, "metadata", "annotations")).containsEntry("note", "object");
    var template = Trees.map(made, "spec", "template");
    assertThat(Trees.strings(template, "metadata", "labels"))
        .containsEntry("own", "pod")
        .containsEntry(OWNER, "rich")
        .containsEntry("resourceName", "pods");
    assertThat(Trees.strings(template, "metadata", "annotations")).containsEntry("note", "pod");
    var wanted = Trees.map(Stage.yaml(JOB), "spec", "template", "spec");
    var spec = Trees.map(template, "spec");
    assertThat(spec.get("nodeSelector")).isEqualTo(wanted.get("nodeSelector"));
    assertThat(spec.get("affinity")).isEqualTo(wanted.get("affinity"));
    assertThat(spec.get("tolerations")).isEqualTo(wanted.get("tolerations"));
    assertThat(Trees.maps(spec, "schedulingGates")).contains(Map.of("name", "example.com/hold"));
    assertThat(gang.pods()).hasSize(1);
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  private static void label(Stage stage) {
    var unused = stage.patch("v1", "Node", "node-00", "", "{metadata: {labels: {zone: a}}}");
  }

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: rich
        labels: {own: object, resourceName: mine}
        annotations: {note: object}
      spec:
        parallelism: 1
        completions: 1
        template:
          metadata:
            labels: {own: pod, resourceName: pods}
            annotations: {note: pod}
          spec:
            restartPolicy: Never
            nodeSelector: {zone: a}
            schedulingGates: [{name: example.com/hold}]
            tolerations: [{key: example.com/spot, operator: Exists, effect: NoSchedule}]
            affinity:
              nodeAffinity:
                requiredDuringSchedulingIgnoredDuringExecution:
                  nodeSelectorTerms:
                  - matchExpressions: [{key: zone, operator: In, values: [a, b]}]
            containers: [{name: main, image: x, resources: {requests: {cpu: 1}}}]
      """;

  @Test
  void whatWasPutAsideForThePodsIsAddedAndGatesOnlyOnceByName() {
    var stage = Stage.running("2x8cpu");
    label(stage);
    var template = Stage.yaml(JOB);
    var info =
        Stage.yaml(
            """
            annotations: {added: "yes"}
            labels: {own: pod, more: label}
            nodeSelector: {zone: a, kubernetes.io/os: linux}
            tolerations: [{key: example.com/gpu, operator: Exists}]
            schedulingGates: [{name: example.com/hold}, {name: example.com/more}]
            """);
    stage.submit(
        GangBuilder.named("informed")
            .entry(Trees.object("template", template, "podSetInfos", GangBuilder.list(info))));
    stage.seconds(10);

    var made = Trees.map(stage.list("batch/v1", "Job").getFirst(), "spec", "template");
    assertThat(Trees.strings(made, "metadata", "annotations"))
        .containsEntry("note", "pod")
        .containsEntry("added", "yes");
    assertThat(Trees.strings(made, "metadata", "labels"))
        .containsEntry("own", "pod")
        .containsEntry("more", "label");
    assertThat(Trees.strings(made, "spec", "nodeSelector"))
        .isEqualTo(Map.of("zone", "a", "kubernetes.io/os", "linux"));
    assertThat(Trees.maps(made, "spec", "tolerations"))
        .extracting(toleration -> Trees.text(toleration, "key"))
        .containsExactly("example.com/spot", "example.com/gpu");
    assertThat(Trees.maps(made, "spec", "schedulingGates"))
        .extracting(gate -> Trees.text(gate, "name"))
        .filteredOn(name -> name.startsWith("example.com"))
        .containsExactly("example.com/hold", "example.com/more");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void whatContradictsTheTemplateFailsTheGang() {
    for (var info :
        List.of(
            "{annotations: {note: other}}",
            "{labels: {own: other}}",
            "{nodeSelector: {zone: b}}")) {
      var stage = Stage.running("2x8cpu");
      label(stage);
      var entry =
          Trees.object(
              "template", Stage.yaml(JOB), "podSetInfos", GangBuilder.list(Stage.yaml(info)));
      var gang = stage.submit(GangBuilder.named("contradicts").entry(entry));
      var healthy = stage.submit(GangBuilder.ofPods("healthy", 2, POD.running(5)));
      stage.seconds(30);

      assertThat(stage.list("batch/v1", "Job")).isEmpty();
      assertThat(healthy.phases()).endsWith("Succeeded");
      if (!info.contains("zone")) { // a selector that contradicts itself fits no node at all
        assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Failed");
        assertThat(Trail.message(gang.now(), "Unhealthy"))
            .startsWith("error creating components: conflicting ");
      }
      assertThat(stage.watchdog.report().violations()).isEmpty();
    }
  }

  @Test
  void podsThatNameNoSchedulerGetTheConfiguredOneAndOthersKeepTheirs() {
    var stage = Stage.of("2x8cpu");
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell(life, Stage.settings("one").withPodScheduler("bin-packer"), () -> {}).start();
    var named = GangBuilder.job("named", 1, 1, POD);
    Trees.map(named, "spec", "template", "spec").put("schedulerName", "default-scheduler");
    stage.submit(
        GangBuilder.named("both")
            .component(GangBuilder.job("unnamed", 1, 1, POD))
            .component(named));
    stage.seconds(10);

    assertThat(stage.list("batch/v1", "Job"))
        .extracting(job -> Trees.text(job, "spec", "template", "spec", "schedulerName"))
        .containsExactly("default-scheduler", "bin-packer");
  }

  @Test
  void nameThatIsToBeGeneratedIsTheSameInEveryAttempt() {
    var stage = Stage.running("2x8cpu");
    var pod = GangBuilder.podObject("", POD.exiting(1));
    Trees.map(pod, "metadata").remove("name");
    Trees.map(pod, "metadata").put("generateName", "made-");
    var gang =
        stage.submit(
            GangBuilder.named("generated")
                .component(pod)
                .setting("failureGracePeriodDuration", "0s")
                .setting("retryPausePeriodDuration", "1s")
                .setting("retryLimit", "1"));
    stage.seconds(60);

    var names = gang.created();
    assertThat(names).hasSize(2);
    assertThat(names.getFirst()).matches("Pod made-[a-z0-9]{5}").isEqualTo(names.getLast());
    assertThat(gang.phases()).endsWith("Resetting", "Resuming", "Running", "Failed");
    assertThat(gang.pods()).isEmpty();
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void nameThatIsToBeGeneratedFromALongOneIsCutAsTheServerCutsIt() {
    var stage = Stage.running("2x8cpu");
    var pod = GangBuilder.podObject("", POD);
    Trees.map(pod, "metadata").remove("name");
    Trees.map(pod, "metadata").put("generateName", "m".repeat(100));
    var gang = stage.submit(GangBuilder.named("long").component(pod));
    stage.seconds(30);

    assertThat(gang.created()).singleElement().asString().matches("Pod m{58}[a-z0-9]{5}");
    assertThat(gang.phases()).endsWith("Running");
    stage.deleteGang("long");
    stage.seconds(30);
    assertThat(gang.pods()).isEmpty();
    assertThat(stage.phases()).isEmpty();
  }

  @Test
  void objectWithoutAnyNameIsRefused() {
    var stage = Stage.running("2x8cpu");
    var pod = GangBuilder.podObject("", POD);
    Trees.map(pod, "metadata").remove("name");
    var gang = stage.submit(GangBuilder.named("nameless").component(pod));
    stage.seconds(30);

    assertThat(gang.created()).isEmpty();
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Failed");
    assertThat(Trail.conditions(gang.now())).containsEntry("Unhealthy", "True CreateFailed");
  }

  @Test
  void objectWhoseLabelsWereTakenOffGoesWithItsGangAllTheSame() {
    var stage = Stage.running("2x8cpu");
    var gang =
        stage.submit(GangBuilder.named("bare").component(GangBuilder.job("bare", 1, 1, POD)));
    stage.seconds(30);
    var unused =
        stage.patch(
            "batch/v1", "Job", "bare", "", "{metadata: {labels: {muster.dev/gang-uid: null}}}");
    stage.seconds(90);
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    stage.suspend("bare", true);
    stage.seconds(30);

    assertThat(gang.phases()).endsWith("Suspending", "Suspended");
    assertThat(stage.list("batch/v1", "Job")).isEmpty();
    assertThat(gang.pods()).isEmpty();
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }
}
