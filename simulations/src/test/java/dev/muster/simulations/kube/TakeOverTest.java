package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.client.Json;
import dev.muster.scheduler.kube.map.Predecessors;
import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.torture.InProcessWebhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What other systems queued and started before Muster was there, as they left it in the API server:
 * it goes on without a pod being restarted, and what waited waits on.
 */
final class TakeOverTest {
  private static final String DEPLOYED =
      "{type: ResourcesDeployed, status: 'True', reason: ComponentCreatedSuccessfully, message: '',"
          + " lastTransitionTime: '2026-05-28T20:26:40Z'}";
  private static final String RUNNING =
      """
      {phase: Running, conditions: [
        {type: QuotaReserved, status: 'True', reason: Resuming, message: Suspend is false,
         lastTransitionTime: '2026-05-28T20:26:40Z'},
        {type: ResourcesDeployed, status: 'True', reason: Resuming, message: Suspend is false,
         lastTransitionTime: '2026-05-28T20:26:40Z'},
        {type: PodsReady, status: 'True', reason: SufficientPodsReady, message: 2 pods running,
         lastTransitionTime: '2026-05-28T20:26:50Z'},
        {type: Unhealthy, status: 'False', reason: FoundNoFailedPods, message: '',
         lastTransitionTime: '2026-05-28T20:26:50Z'}],
       componentStatus: [{name: old, kind: Job, apiVersion: batch/v1,
         podSets: [{path: template.spec.template, replicas: 2}], conditions: [%s]}]}
      """
          .formatted(DEPLOYED);

  private final Stage stage = Stage.of("2x4cpu");

  TakeOverTest() {
    var registration = InProcessWebhook.registration();
    stage.delete(
        Trees.text(registration, "apiVersion"),
        Trees.text(registration, "kind"),
        Trees.name(registration));
  }

  /** Muster is installed: its webhook, and a scheduler that takes over what is there by now. */
  private void install(boolean isTold) {
    stage.create(InProcessWebhook.registration());
    long now = stage.loop.now() + 1;
    var settings = Stage.settings("one").withFreshMillis(Long.MAX_VALUE).withChecksRights(true);
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    var told = isTold ? settings.withPredecessors(new Predecessors(now)) : settings;
    stage.shell(life, told, () -> {}).start();
  }

  /** The same where nobody asks what submitters may create: here nobody could tell. */
  private void installUnchecked() {
    stage.create(InProcessWebhook.registration());
    var settings = Stage.settings("one").withPredecessors(new Predecessors(stage.loop.now() + 1));
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell(life, settings, () -> {}).start();
  }

  /** A Job that an earlier system made for an AppWrapper, by its labels and its owner. */
  private void job(Map<String, @Nullable Object> gang, Map<String, String> labels, PodText pod) {
    var job = GangBuilder.job("old", 2, 2, pod);
    var mine = new TreeMap<String, @Nullable Object>(labels);
    Trees.map(job, "metadata").put("ownerReferences", GangBuilder.list(owner(gang)));
    Trees.map(job, "metadata").put("labels", mine);
    Trees.map(job, "spec", "template", "metadata").put("labels", mine);
    stage.create(job);
  }

  private static Map<String, @Nullable Object> owner(Map<String, @Nullable Object> gang) {
    return Trees.object(
        "apiVersion",
        Trees.text(gang, "apiVersion"),
        "kind",
        "AppWrapper",
        "name",
        Trees.name(gang),
        "uid",
        Trees.uid(gang),
        "controller",
        true);
  }

  /** As Muster's webhook lets one in. */
  private static GangBuilder recorded(GangBuilder gang) {
    return gang.annotation("muster.dev/submitter", "{\"username\":\"user\"}");
  }

  private List<String> pods() {
    return stage.list("v1", "Pod").stream()
        .map(pod ->
            Trees.name(pod) + " " + Trees.uid(pod) + " " + Trees.text(pod, "spec", "nodeName"))
        .sorted()
        .toList();
  }

  private long deletions() {
    return stage.changes.stream()
        .filter(change -> change.type() == ChangeType.DELETED)
        .filter(change -> List.of("Job", "Pod", "RayCluster").contains(change.resource().kind()))
        .count();
  }

  private void status(String name, String status) {
    stage.patch(
        "workload.codeflare.dev/v1beta2", "AppWrapper", name, "status", "{status: " + status + "}");
  }

  @Test
  void runningAppWrapperOfTheControllerGoesOnToItsEnd() {
    var pod = PodText.asking("3").running(100);
    var gang = stage.submit(GangBuilder.named("old").component(GangBuilder.job("old", 2, 2, pod)));
    job(gang.now(), Map.of("workload.codeflare.dev/appwrapper", "old"), pod);
    status("old", RUNNING);
    stage.seconds(30);
    var before = pods();
    assertThat(before).hasSize(2).allMatch(each -> each.contains("node-0"));
    install(true);
    var next = stage.submit(recorded(GangBuilder.ofPods("next", 1, PodText.asking("3"))));
    stage.seconds(60);

    assertThat(pods()).isEqualTo(before);
    assertThat(Trees.map(gang.now(), "status", "admission")).containsEntry("attempt", 0L);
    assertThat(Trees.text(next.now(), "status", "verdict", "code")).isEqualTo("NodesInUse");
    stage.seconds(60);
    assertThat(gang.phases()).containsExactly("Running", "Succeeded");
    assertThat(deletions()).isZero();
  }

  @Test
  void whatMcadDispatchedInItsFirstGroupGoesOnAndWhatWaitedThereWaitsOn() {
    var older = "mcad.ibm.com/v1beta1";
    stage.serveOlderGroup();
    var pod = PodText.asking("3").running(100);
    var dispatched = stage.create(older("old", GangBuilder.job("old", 2, 2, pod)));
    job(dispatched, Map.of("appwrapper.mcad.ibm.com", "old"), pod);
    var waiting = PodText.asking("3").running(30);
    var unused = stage.create(older("next", GangBuilder.job("next", 1, 1, waiting)));
    var running = "{status: {state: Running, queuejobstate: Running, canrun: true}}";
    var queueing = "{status: {state: Pending, queuejobstate: Backoff, canrun: false}}";
    stage.patch(older, "AppWrapper", "old", "status", running);
    stage.patch(older, "AppWrapper", "next", "status", queueing);
    stage.seconds(30);
    var before = pods();
    assertThat(before).hasSize(2).allMatch(each -> each.contains("node-"));
    install(true);
    stage.seconds(40);

    assertThat(pods()).isEqualTo(before);
    var old = Trees.map(stage.get(older, "AppWrapper", "old"), "status");
    assertThat(old).containsEntry("state", "Running").containsEntry("running", 2L);
    assertThat(Trees.map(old, "v1beta2", "admission")).containsEntry("attempt", 0L);
    var next = Trees.map(stage.get(older, "AppWrapper", "next"), "status");
    assertThat(next).containsEntry("state", "Pending");
    assertThat(Trees.text(next, "v1beta2", "verdict", "code")).isEqualTo("NodesInUse");
    stage.seconds(100);
    assertThat(Trees.map(stage.get(older, "AppWrapper", "old"), "status"))
        .containsEntry("state", "Completed");
    assertThat(Trees.map(stage.get(older, "AppWrapper", "next"), "status"))
        .containsEntry("state", "Completed")
        .containsEntry("Succeeded", 1L);
    assertThat(deletions()).isZero();
  }

  @Test
  void namesakeOfWhatMcadRunsDoesNotTakeItsPodsForItsOwn() {
    var older = "mcad.ibm.com/v1beta1";
    stage.serveOlderGroup();
    var pod = PodText.asking("1").running(600);
    var dispatched = stage.create(older("old", GangBuilder.job("old", 2, 2, pod)));
    job(dispatched, Map.of("appwrapper.mcad.ibm.com", "old"), pod);
    var running = "{status: {state: Running, queuejobstate: Running, canrun: true}}";
    stage.patch(older, "AppWrapper", "old", "status", running);
    stage.seconds(30);
    var before = pods();
    installUnchecked();
    stage.seconds(10);
    var namesake =
        stage.submit(
            recorded(GangBuilder.named("old"))
                .component(GangBuilder.job("old", 1, 1, pod)) // the name is taken
                .setting("forcefulDeletionGracePeriodDuration", "1s"));
    stage.seconds(60);
    assertThat(namesake.phases()).endsWith("Failed");
    stage.deleteGang("old");
    stage.seconds(60);

    assertThat(stage.phases()).isEmpty();
    assertThat(pods()).isEqualTo(before);
    assertThat(Trees.map(stage.get(older, "AppWrapper", "old"), "status"))
        .containsEntry("state", "Running")
        .containsEntry("running", 2L);
  }

  private static Map<String, @Nullable Object> older(
      String name, Map<String, @Nullable Object> template) {
    var item = Trees.object("generictemplate", template, "completionstatus", "Complete");
    return Trees.object(
        "apiVersion",
        "mcad.ibm.com/v1beta1",
        "kind",
        "AppWrapper",
        "metadata",
        Trees.object("name", name, "namespace", "default"),
        "spec",
        Trees.object("resources", Trees.object("GenericItems", GangBuilder.list(item))));
  }

  @Test
  void takenOverGangIsTriedAgainWhenItsPodsFailAndGoesWithAllItsObjects() {
    var pod = PodText.asking("1").running(60).behaving("exit-code", "1");
    var gang =
        stage.submit(
            recorded(GangBuilder.named("old"))
                .component(GangBuilder.job("old", 2, 2, pod))
                .setting("failureGracePeriodDuration", "0s")
                .setting("retryPausePeriodDuration", "0s"));
    job(gang.now(), Map.of("workload.codeflare.dev/appwrapper", "old"), pod);
    status("old", RUNNING);
    stage.seconds(30);
    install(true);
    stage.seconds(70);

    assertThat(gang.phases())
        .as("no place was promised to it, so it queues for one")
        .startsWith("Running", "Resetting", "Suspending", "Suspended", "Resuming", "Running");
    assertThat(Trees.map(gang.now(), "status", "admission")).containsEntry("attempt", 1L);
    stage.deleteGang("old");
    stage.seconds(60);
    assertThat(stage.list("batch/v1", "Job")).isEmpty();
    assertThat(pods()).isEmpty();
    assertThat(stage.phases()).isEmpty();
  }

  @Test
  void whatKueueHadSuspendedIsQueuedAndWhatIsSuspendedSinceIsHeld() {
    var queued =
        stage.submit(
            GangBuilder.ofPods("queued", 1, PodText.asking("1"))
                .label("kueue.x-k8s.io/queue-name", "lq")
                .spec("suspend", true));
    var held =
        stage.submit(GangBuilder.ofPods("held", 1, PodText.asking("1")).spec("suspend", true));
    status("queued", "{phase: Suspended}");
    stage.seconds(30);
    install(true);
    stage.seconds(30);

    assertThat(queued.phases()).endsWith("Running");
    assertThat(held.phases()).as("no queue of Kueue's").containsExactly("Suspended");
    assertThat(Trees.flag(queued.now(), "spec", "suspend")).isFalse();
    stage.patchGang("default", "queued", "{metadata: {labels: {team: a}}}");
    stage.seconds(30);
    assertThat(queued.phases()).endsWith("Running");
    stage.suspend("queued", true);
    stage.seconds(30);
    assertThat(queued.phases()).endsWith("Running", "Suspending", "Suspended");
    assertThat(Trees.text(queued.now(), "status", "verdict", "code")).isEqualTo("HeldByUser");
  }

  @Test
  void whoWroteIntoTheSpecSinceIsAskedAboutLikeOthers() {
    var gang = stage.submit(GangBuilder.ofPods("queued", 1, PodText.asking("100")));
    stage.seconds(30);
    install(true);
    stage.seconds(30);
    assertThat(Trees.text(gang.now(), "status", "verdict", "code")).isEqualTo("NodesTooSmall");
    var smaller = GangBuilder.ofPods("queued", 1, PodText.asking("1")).build();
    stage.patchGang("default", "queued", json(Trees.object("spec", Trees.map(smaller, "spec"))));
    stage.seconds(30);

    assertThat(Trees.text(gang.now(), "status", "verdict", "code")).isEqualTo("Forbidden");
    assertThat(pods()).isEmpty();
  }

  @Test
  void whoHasItForgottenThatItWasWrittenIsAskedAboutToo() {
    var gang = stage.submit(GangBuilder.ofPods("queued", 1, PodText.asking("1")));
    stage.patchGang("default", "queued", "{metadata: {managedFields: [{}]}}");
    assertThat(Trees.maps(gang.now(), "metadata", "managedFields")).isEmpty();
    stage.seconds(30);
    install(true);
    stage.seconds(30);

    assertThat(Trees.text(gang.now(), "status", "verdict", "code")).isEqualTo("Forbidden");
    assertThat(pods()).isEmpty();
  }

  private static String json(Object tree) {
    try {
      return Json.write(tree);
    } catch (IOException defect) {
      throw new UncheckedIOException(defect);
    }
  }

  @Test
  void objectWhoseNameTheServerMadeUpIsKnownByTheStatus() {
    var pod = PodText.asking("3").running(200);
    var template = GangBuilder.job("", 2, 2, pod);
    Trees.map(template, "metadata").remove("name");
    Trees.map(template, "metadata").put("generateName", "ol");
    var gang = stage.submit(GangBuilder.named("old").component(template));
    job(gang.now(), Map.of("workload.codeflare.dev/appwrapper", "old"), pod);
    status("old", RUNNING);
    stage.seconds(30);
    var before = pods();
    install(true);
    stage.seconds(130);

    assertThat(pods()).isEqualTo(before);
    assertThat(gang.phases()).containsExactly("Running");
    stage.deleteGang("old");
    stage.seconds(30);
    assertThat(stage.list("batch/v1", "Job")).isEmpty();
    assertThat(stage.phases()).isEmpty();
  }

  @Test
  void whatWasBeingCreatedRunsIfAllOfItIsThereAndIsQueuedElse() {
    for (var isThere : List.of(true, false)) {
      var name = isThere ? "whole" : "half";
      var pod = PodText.asking("1").running(500);
      var gang = stage.submit(GangBuilder.named(name).component(GangBuilder.job("old", 2, 2, pod)));
      job(gang.now(), Map.of("workload.codeflare.dev/appwrapper", name), pod);
      var resuming = RUNNING.replace("phase: Running", "phase: Resuming");
      status(
          name,
          isThere
              ? resuming
              : resuming.replace(
                  DEPLOYED,
                  DEPLOYED
                      .replace("'True'", "Unknown")
                      .replace("ComponentCreatedSuccessfully", "ComponentCreationInitiated")));
      stage.seconds(30);
      var before = pods();
      if (isThere) {
        install(true);
      }
      stage.seconds(60);
      if (isThere) {
        assertThat(pods()).isEqualTo(before);
        assertThat(gang.phases()).containsExactly("Resuming", "Running");
        stage.deleteGang(name);
        stage.seconds(30);
      } else {
        assertThat(gang.phases())
            .startsWith("Resuming", "Suspending", "Suspended")
            .as("nobody recorded who submitted this later one")
            .endsWith("Suspended");
        assertThat(pods()).isEmpty();
      }
    }
  }

  @Test
  void withoutTheTimeASuspendIsAHoldAndWhatNobodyRecordedIsNotStarted() {
    var suspended =
        stage.submit(
            GangBuilder.ofPods("suspended", 1, PodText.asking("1"))
                .label("kueue.x-k8s.io/queue-name", "lq")
                .spec("suspend", true));
    var waiting = stage.submit(GangBuilder.ofPods("waiting", 1, PodText.asking("1")));
    stage.seconds(30);
    install(false);
    stage.seconds(30);

    assertThat(Trees.text(suspended.now(), "status", "verdict", "code")).isEqualTo("HeldByUser");
    assertThat(Trees.text(waiting.now(), "status", "verdict", "code")).isEqualTo("Forbidden");
    assertThat(pods()).isEmpty();
  }

  @Test
  void whatMcadDispatchedGoesOnByItsRulesAndWhatItQueuedIsQueued() {
    var pod = PodText.asking("3").running(100);
    var mcad = Stage.yaml("{schedulingSpec: {minAvailable: 2}}");
    var item =
        Trees.object(
            "template",
            GangBuilder.job("old", 2, 2, pod),
            "mcad",
            Trees.object("completionstatus", "Complete"));
    var gang = stage.submit(GangBuilder.named("old").spec("mcad", mcad).entry(item));
    var labels = Map.of("appwrapper.mcad.ibm.com", "old", "resourceName", "old");
    job(gang.now(), labels, pod);
    status(
        "old",
        """
        {mcad: {state: Running, queuejobstate: Running, canrun: true, isdispatched: true,
          controllerfirstdispatchtimestamp: '2026-05-28T20:26:40.000000Z', running: 2,
          conditions: [{type: Dispatched, status: 'True', reason: AppWrapperRunnable},
                       {type: Running, status: 'True', reason: PodsRunning}]}}
        """);
    var queued =
        stage.submit(
            GangBuilder.ofPods("queued", 1, PodText.asking("3")).spec("mcad", Trees.object()));
    status("queued", "{mcad: {state: Pending, queuejobstate: Backoff, canrun: false}}");
    var done =
        stage.submit(
            GangBuilder.ofPods("done", 1, PodText.asking("1")).spec("mcad", Trees.object()));
    status("done", "{mcad: {state: Completed, queuejobstate: Completed, canrun: false}}");
    stage.seconds(30);
    var before = pods();
    assertThat(before).hasSize(2);
    install(true);
    stage.seconds(60);

    assertThat(pods()).isEqualTo(before);
    assertThat(Trees.text(gang.now(), "status", "mcad", "state")).isEqualTo("Running");
    assertThat(queued.phases()).containsExactly("", "Suspended");
    assertThat(Trees.map(gang.now(), "status", "mcad")).containsEntry("running", 2L);
    stage.seconds(200);
    assertThat(Trees.text(gang.now(), "status", "mcad", "state")).isEqualTo("Completed");
    assertThat(gang.phases()).endsWith("Running", "Succeeded");
    assertThat(queued.phases()).endsWith("Running");
    assertThat(done.writesOfScheduler(0)).isEmpty();
    assertThat(deletions()).isZero();
  }

  @Test
  void jobThatKueueAdmittedGoesOnAndOneThatItSuspendedWaitsItsTurn() {
    var text =
        """
        {apiVersion: batch/v1, kind: Job,
         metadata: {name: %s, labels: {kueue.x-k8s.io/queue-name: lq}},
         spec: {suspend: %s, parallelism: 2, completions: 2, backoffLimit: 0,
                template: {metadata: {annotations: {demo.muster.dev/run-seconds: '100'}},
                  spec: {restartPolicy: Never, containers: [
                    {name: main, image: work, resources: {requests: {cpu: "3"}}}]}}}}
        """;
    stage.create(text.formatted("admitted", false));
    stage.create(text.formatted("waiting", true));
    stage.seconds(30);
    var before = pods();
    assertThat(before).hasSize(2);
    install(true);
    stage.seconds(60);

    assertThat(pods()).isEqualTo(before);
    assertThat(phase("admitted")).isEqualTo("Running");
    assertThat(phase("waiting")).isEqualTo("Suspended");
    assertThat(ready(jobNow("admitted"))).isEqualTo("2 pods running; 0 pods succeeded");
    stage.seconds(60);
    assertThat(phase("admitted")).isEqualTo("Succeeded");
    assertThat(phase("waiting")).isEqualTo("Running");
    assertThat(ready(jobNow("waiting"))).isEqualTo("2 pods running; 0 pods succeeded");
    var beside = stage.submit(recorded(GangBuilder.ofPods("beside", 2, PodText.asking("1"))));
    stage.seconds(20);
    assertThat(beside.phases()).as("its room is taken once").endsWith("Resuming");
    stage.seconds(100);
    assertThat(phase("waiting")).isEqualTo("Succeeded");
    assertThat(deletions()).isZero();
  }

  @Test
  void timeOfWhatKueueAdmittedCountsFromWhenItWasTakenOver() {
    stage.create(
        """
        {apiVersion: batch/v1, kind: Job,
         metadata: {name: long, labels: {kueue.x-k8s.io/queue-name: lq,
           kueue.x-k8s.io/max-exec-time-seconds: "120"}},
         spec: {parallelism: 1, completions: 1, backoffLimit: 0,
                template: {metadata: {annotations: {demo.muster.dev/run-seconds: '1000'}},
                  spec: {restartPolicy: Never, containers: [
                    {name: main, image: work, resources: {requests: {cpu: "3"}}}]}}}}
        """);
    stage.seconds(300);
    install(true);
    stage.seconds(100);
    assertThat(phase("long")).isEqualTo("Running");
    stage.seconds(30);
    assertThat(phase("long")).isEqualTo("Failed");
    assertThat(pods()).isEmpty();
  }

  @Test
  void podsOfAWrappedRayClusterThatCarryNoLabelAreCounted() {
    var worker = PodText.asking("1").running(1000);
    var ray = GangBuilder.ray("tune", 2, worker);
    var mcad = Stage.yaml("{schedulingSpec: {minAvailable: 3, requeuing: {timeInSeconds: 60}}}");
    var gang =
        stage.submit(
            GangBuilder.named("old")
                .spec("mcad", mcad)
                .component(GangBuilder.ray("tune", 2, worker)));
    Trees.map(ray, "metadata").put("ownerReferences", GangBuilder.list(owner(gang.now())));
    stage.create(ray);
    status("old", "{mcad: {state: Running, queuejobstate: Dispatched, canrun: true}}");
    stage.seconds(60);
    var before = pods();
    assertThat(before).hasSize(3);
    install(true);
    stage.seconds(120);

    assertThat(pods()).isEqualTo(before);
    assertThat(Trees.map(gang.now(), "status", "mcad")).containsEntry("running", 3L);
    assertThat(gang.phases()).containsExactly("", "Running");
  }

  private Map<String, @Nullable Object> jobNow(String name) {
    return stage.get("batch/v1", "Job", name);
  }

  private String phase(String job) {
    return Trees.text(decided(jobNow(job)), "phase");
  }

  private static Map<String, @Nullable Object> decided(Map<String, @Nullable Object> object) {
    var text = Trees.text(object, "metadata", "annotations", "muster.dev/status");
    return Stage.yaml(text.isEmpty() ? "{}" : text);
  }

  /** What it says of its pods, if enough are ready. */
  private static String ready(Map<String, @Nullable Object> object) {
    return Trees.maps(decided(object), "conditions").stream()
        .filter(condition -> Trees.text(condition, "type").equals("PodsReady"))
        .filter(condition -> Trees.text(condition, "status").equals("True"))
        .map(condition -> Trees.text(condition, "message"))
        .findFirst()
        .orElse("");
  }

  @Test
  void rayClusterThatKueueAdmittedIsHeldWhenItsUserSaysSo() {
    stage.create(
        """
        {apiVersion: ray.io/v1, kind: RayCluster,
         metadata: {name: tune, labels: {kueue.x-k8s.io/queue-name: lq}},
         spec: {headGroupSpec: {rayStartParams: {}, template: {spec: {containers: [
                  {name: head, image: ray, resources: {requests: {cpu: "1"}}}]}}},
                workerGroupSpecs: [{groupName: gpu, replicas: 2, minReplicas: 2, maxReplicas: 2,
                  rayStartParams: {}, template: {spec: {containers: [
                    {name: worker, image: ray, resources: {requests: {cpu: "3"}}}]}}}]}}
        """);
    stage.seconds(60);
    var before = pods();
    assertThat(before).hasSize(3);
    install(true);
    stage.seconds(600);
    assertThat(pods()).isEqualTo(before);
    assertThat(ready(stage.get("ray.io/v1", "RayCluster", "tune")))
        .isEqualTo("3 pods running; 0 pods succeeded");
    stage.patch("ray.io/v1", "RayCluster", "tune", "", "{spec: {suspend: true}}");
    stage.seconds(60);

    assertThat(pods()).isEmpty();
    stage.patch("ray.io/v1", "RayCluster", "tune", "", "{spec: {suspend: false}}");
    stage.seconds(60);
    assertThat(pods()).hasSize(3);
  }
}
