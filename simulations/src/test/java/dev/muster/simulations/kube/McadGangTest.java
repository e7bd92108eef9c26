package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gangs that were submitted in MCAD's version: they go by its rules and are told in its words. */
final class McadGangTest {
  private final Stage stage = Stage.running("1x8cpu");

  @AfterEach
  void watchdogFoundNothing() {
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  private static GangBuilder gang(String name, String mcad) {
    return GangBuilder.named(name).spec("mcad", Stage.yaml(mcad));
  }

  private static Map<String, @Nullable Object> item(
      Map<String, @Nullable Object> template, String completion) {
    return Trees.object(
        "template", template, "mcad", Trees.object("replicas", 1L, "completionstatus", completion));
  }

  private static Map<String, @Nullable Object> deployment(String name, int replicas, PodText pod) {
    var template = pod.template();
    Trees.map(template, "spec").remove("restartPolicy");
    Trees.map(template, "metadata").put("labels", Trees.object("app", name));
    return Trees.object(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "metadata",
        Trees.object("name", name),
        "spec",
        Trees.object(
            "replicas",
            (long) replicas,
            "selector",
            Trees.object("matchLabels", Trees.object("app", name)),
            "template",
            template));
  }

  private static Map<String, @Nullable Object> mcad(Trail gang) {
    return Trees.map(gang.now(), "status", "mcad");
  }

  private static String words(Trail gang) {
    var status = mcad(gang);
    return "%s %s %s"
        .formatted(status.get("state"), status.get("queuejobstate"), status.get("canrun"));
  }

  private static List<String> told(Trail gang) {
    return Trees.maps(mcad(gang), "conditions").stream()
        .map(c -> (Trees.text(c, "type") + " " + Trees.text(c, "reason")).strip())
        .toList();
  }

  @Test
  void slowStarterIsQueuedAgainWithWaitsThatDoubleAndCompletes() {
    var slow = PodText.asking("1").running(30).behaving("start-seconds", "200");
    var gang =
        stage.submit(
            gang(
                    "g",
                    "{schedulingSpec: {minAvailable: 2, requeuing: {timeInSeconds: 60, growthType: exponential}}}")
                .entry(item(GangBuilder.job("j", 2, 2, slow), "Complete")));
    stage.seconds(59);
    assertThat(gang.phases()).endsWith("Running");
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isZero();
    stage.seconds(5);
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isEqualTo(1);
    assertThat(told(gang))
        .contains("PreemptCandidate MinPodsNotRunning", "Backoff PreemptionTriggered");
    assertThat(mcad(gang)).containsEntry("requeueingTimeInSeconds", 120L);
    stage.seconds(125);
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isEqualTo(2);
    stage.seconds(14 * 60 - 189);
    assertThat(words(gang)).isEqualTo("Completed Completed false");
    assertThat(mcad(gang))
        .containsEntry("numberOfRequeueings", 2L)
        .containsEntry("Succeeded", 2L)
        .containsEntry("pending", 0L);
  }

  @Test
  void whatIsNeverReadyIsQueuedAgainThreeTimesAndThenItsItemsAreGone() {
    var stuck = PodText.asking("1").behaving("stuck", "true");
    var gang =
        stage.submit(
            gang(
                    "g",
                    "{schedulingSpec: {minAvailable: 1, requeuing: {timeInSeconds: 1, growthType: none, maxNumRequeuings: 3}}}")
                .component(GangBuilder.job("j", 1, 1, stuck)));
    stage.seconds(60);
    assertThat(words(gang)).isEqualTo("Deleted Deleted false");
    assertThat(gang.phases()).endsWith("Failed");
    assertThat(mcad(gang)).containsEntry("numberOfRequeueings", 3L);
    assertThat(stage.list("batch/v1", "Job")).isEmpty();
    assertThat(stage.list("v1", "Pod")).isEmpty();
  }

  @Test
  void roomOfAGangThatIsQueuedAgainIsForOthers() {
    var stuck = PodText.asking("8").behaving("stuck", "true");
    var gang =
        stage.submit(
            gang(
                    "g",
                    "{priority: 5, schedulingSpec: {minAvailable: 1, requeuing: {timeInSeconds: 30}}}")
                .component(GangBuilder.job("j", 1, 1, stuck)));
    stage.seconds(10);
    var other =
        stage.submit(
            gang("better", "{priority: 9}")
                .component(GangBuilder.job("k", 1, 1, PodText.asking("8").running(20))));
    stage.seconds(25);
    assertThat(other.phases()).endsWith("Running");
    assertThat(words(gang)).isEqualTo("Pending Backoff false");
    assertThat(told(gang)).contains("HeadOfLine FrontOfQueue.", "Backoff AppWrapperNotRunnable.");
  }

  @Test
  void limitOfADispatchFailsIt() {
    for (var more : List.of("", ", minAvailable: 1")) {
      var name = more.isEmpty() ? "a" : "b";
      var gang =
          stage.submit(
              gang(name, "{schedulingSpec: {dispatchDuration: {limit: 10}%s}}".formatted(more))
                  .component(GangBuilder.job(name, 1, 1, PodText.asking("1"))));
      stage.seconds(8);
      assertThat(words(gang)).isEqualTo("Running Running true");
      stage.seconds(5);
      assertThat(words(gang)).isEqualTo("Failed Failed false");
      assertThat(Trees.text(mcad(gang), "message"))
          .isEqualTo("Dispatch deadline exceeded. allowed to run for 10 seconds");
    }
  }

  @Test
  void jobsThatAreDoneCompleteTheGangAndNoPodComesAgain() {
    var pod = PodText.asking("1").running(20);
    var gang =
        stage.submit(
            gang("g", "{}")
                .entry(item(GangBuilder.job("j", 2, 2, pod), "Complete"))
                .entry(item(GangBuilder.job("k", 1, 1, pod.running(40)), "complete,Finished")));
    stage.seconds(120);
    assertThat(words(gang)).isEqualTo("Completed Completed false");
    assertThat(told(gang))
        .containsSequence("Dispatched AppWrapperRunnable", "Running PodsRunning")
        .endsWith("Completed PodsCompleted");
    stage.seconds(180);
    assertThat(stage.list("v1", "Pod")).hasSize(3);
    assertThat(gang.phases()).endsWith("Succeeded");
  }

  @Test
  void oneDeploymentThatIsWhereItShouldBeHoldsTheCompletion() {
    var pod = PodText.asking("1");
    var gang =
        stage.submit(
            gang("g", "{}")
                .entry(item(deployment("d", 2, pod), "Progressing"))
                .component(deployment("e", 1, pod)));
    stage.seconds(10);
    assertThat(words(gang)).isEqualTo("RunningHoldCompletion RunningHoldCompletion true");
    assertThat(told(gang)).contains("RunningHoldCompletion SomeItemsCompleted");
    stage.seconds(600);
    assertThat(gang.phases()).endsWith("Running");
  }

  @Test
  void aServiceAloneRunsForEver() {
    var gang =
        stage.submit(
            gang("g", "{}")
                .component(
                    Stage.yaml(
                        "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 80}]}}")));
    stage.seconds(3_600);
    assertThat(gang.phases()).endsWith("Running");
    assertThat(words(gang)).isEqualTo("Running Dispatched true");
  }

  @Test
  void invalidPodFailsTheGangWithItsReason() {
    var pod = GangBuilder.podObject("p", PodText.asking("1"));
    Trees.map(pod, "metadata").put("name", "Not_A_Name");
    var gang = stage.submit(gang("g", "{}").component(pod));
    stage.seconds(5);
    assertThat(words(gang)).isEqualTo("Failed Failed false");
    assertThat(Trees.text(mcad(gang), "message")).startsWith("default/g creation failure: ");
    assertThat(told(gang)).endsWith("Failed ItemCreationFailure.");
  }

  @Test
  void whatDoesNotFitIsPendingAndSaysHowMuchItAsksFor() {
    var big = PodText.asking("1").with("nvidia.com/gpu", "100").with("memory", "2Gi");
    var gang =
        stage.submit(
            gang("g", "{priority: 7, schedulingSpec: {minAvailable: 2}}")
                .component(GangBuilder.job("j", 2, 2, big)));
    stage.seconds(5);
    assertThat(words(gang)).isEqualTo("Pending Backoff false");
    assertThat(mcad(gang))
        .containsEntry("totalmemory", 4_294_967_296L)
        .containsEntry("totalgpu", 200L)
        .containsEntry("totalcpu", 2_000L)
        .containsEntry("systempriority", 7L)
        .containsEntry("template", 2L)
        .containsEntry("isdispatched", false)
        .doesNotContainKey("controllerfirstdispatchtimestamp");
    assertThat(told(gang))
        .containsExactly(
            "Init",
            "Queueing AwaitingHeadOfLine",
            "HeadOfLine FrontOfQueue.",
            "Backoff AppWrapperNotRunnable.");
  }

  @Test
  void podsOfGangsOfOneNameInTwoNamespacesAreCountedApart() {
    stage.create("{apiVersion: v1, kind: Namespace, metadata: {name: other}}");
    var one = gang("g", "{}").component(GangBuilder.job("j", 2, 2, PodText.asking("1"))).build();
    Trees.map(one, "metadata").put("namespace", "other");
    stage.create(one);
    var two =
        stage.submit(gang("g", "{}").component(GangBuilder.job("j", 1, 1, PodText.asking("1"))));
    stage.seconds(10);
    assertThat(mcad(two)).containsEntry("running", 1L);
    assertThat(Trees.map(stage.gang("other", "g"), "status", "mcad")).containsEntry("running", 2L);
  }

  @Test
  void restartForgetsNothingOfWhatWasTold() {
    var pod = PodText.asking("1").running(60);
    var gang =
        stage.submit(gang("g", "{}").entry(item(GangBuilder.job("j", 1, 1, pod), "complete")));
    stage.seconds(10);
    var before = mcad(gang);
    stage.shell("two").start();
    stage.seconds(30);
    assertThat(mcad(gang)).isEqualTo(before);
    stage.seconds(60);
    assertThat(words(gang)).isEqualTo("Completed Completed false");
  }

  private static Map<String, @Nullable Object> named(String apiVersion, String kind, String name) {
    return Trees.object(
        "apiVersion", apiVersion, "kind", kind, "metadata", Trees.object("name", name));
  }

  @Test
  void kindsThatTheSchedulerLivesByAreNotTakenForWrappedOnes() {
    stage.submit(
        gang("odd", "{}")
            .entry(item(named("v1", "Node", "n"), "Ready"))
            .entry(item(named("scheduling.k8s.io/v1", "PriorityClass", "p"), "Ready"))
            .entry(item(named("workload.codeflare.dev/v1beta2", "AppWrapper", "a"), "Ready")));
    stage.seconds(200);
    var gang =
        stage.submit(
            gang("g", "{}")
                .entry(
                    item(GangBuilder.job("j", 2, 2, PodText.asking("1").running(10)), "complete")));
    stage.seconds(30);
    assertThat(words(gang)).isEqualTo("Completed Completed false");
  }

  @Test
  void whoAsksForManyKindsKeepsNobodyElseFromItsEnd() {
    for (int i = 0; i < 40; i++) {
      stage.submit(
          gang("g" + i, "{}").entry(item(named("odd.muster.dev/v1", "Odd" + i, "o"), "Ready")));
    }
    stage.seconds(5);
    var gang =
        stage.submit(
            gang("d", "{}").entry(item(deployment("d", 1, PodText.asking("1")), "available")));
    stage.seconds(130);
    assertThat(words(gang)).isEqualTo("RunningHoldCompletion RunningHoldCompletion true");
  }

  @Test
  void jobThatIsGoneSinceItWasDoneCompletesItsGangNevertheless() {
    var first = GangBuilder.job("j", 1, 1, PodText.asking("1").running(10));
    var second = GangBuilder.job("k", 1, 1, PodText.asking("1").running(60));
    var gang =
        stage.submit(
            gang("g", "{}").entry(item(first, "complete")).entry(item(second, "complete")));
    stage.seconds(20);
    stage.delete("batch/v1", "Job", "j");
    stage.seconds(100);
    assertThat(words(gang)).isEqualTo("Completed Completed false");
  }
}
