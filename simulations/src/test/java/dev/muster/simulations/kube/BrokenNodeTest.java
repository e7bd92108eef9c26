package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** R25: a node on which every pod fails at once swallows few of them. */
final class BrokenNodeTest {
  private static final String BROKEN = "node-00";
  private static final String QUARANTINE = "muster.dev/quarantine";
  private static final String TRIAL = "muster.dev/quarantine-trial";
  private static final PodText GPU = PodText.asking("1").with("nvidia.com/gpu", "1").running(30);

  private final Stage stage = Stage.of("10x1gpu");

  /** One pod each, given up at its first failure. */
  private List<Trail> gangs(String prefix, int count) {
    var gangs = new ArrayList<Trail>();
    for (int i = 0; i < count; i++) {
      gangs.add(
          stage.submit(
              GangBuilder.ofPods(prefix + i, 1, GPU)
                  .setting("retryLimit", "0")
                  .setting("failureGracePeriodDuration", "0s")));
      stage.seconds(2);
    }
    return gangs;
  }

  private void breakNode(boolean broken) {
    annotate("demo.muster.dev/fail-pods", broken ? "\"true\"" : "null");
  }

  private void annotate(String key, String value) {
    var unused =
        stage.patch(
            "v1", "Node", BROKEN, "", "{metadata: {annotations: {" + key + ": " + value + "}}}");
  }

  /** The UIDs of the pods that were bound to the broken node. */
  private TreeSet<String> swallowed() {
    var pods = new TreeSet<String>();
    for (Change change : stage.changes) {
      if (change.resource().kind().equals("Pod")
          && Trees.text(change.object(), "spec", "nodeName").equals(BROKEN)) {
        pods.add(Trees.uid(change.object()));
      }
    }
    return pods;
  }

  private String annotation(String key) {
    return stage.list("v1", "Node").stream()
        .filter(node -> Trees.name(node).equals(BROKEN))
        .map(node -> Trees.annotation(node, key))
        .findFirst()
        .orElse("");
  }

  private long marks() {
    return stage.changes.stream()
        .filter(change -> change.user().equals(Stage.SCHEDULER))
        .filter(change -> change.resource().kind().equals("Node"))
        .count();
  }

  @Test
  void threePodsFailThereAndAllOthersRunElsewhere() {
    breakNode(true);
    stage.shell("one").start();
    stage.seconds(1);

    var gangs = gangs("g", 40);
    stage.seconds(120);

    assertThat(swallowed()).hasSize(3);
    assertThat(gangs.stream().filter(gang -> gang.phases().contains("Failed"))).hasSize(3);
    assertThat(gangs.stream().filter(gang -> gang.phases().contains("Succeeded"))).hasSize(37);
    assertThat(annotation(QUARANTINE))
        .contains("3 pods of 3 gangs in a row failed within 2s of their start");
    assertThat(marks()).isEqualTo(1);
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void whoComesAfterARestartIsNotSentThereEither() {
    breakNode(true);
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    gangs("g", 12);
    assertThat(swallowed()).hasSize(3);

    life.kill();
    stage.seconds(20);
    stage.shell("two").start();
    var late = gangs("late", 20);
    stage.seconds(120);

    assertThat(swallowed()).hasSize(3);
    assertThat(late).allMatch(gang -> gang.phases().getLast().equals("Succeeded"));
    assertThat(marks()).isEqualTo(1);
  }

  @Test
  void onePodTriesItAgainAfterTenMinutesAndTheNextAfterTwenty() {
    breakNode(true);
    stage.shell("one").start();
    stage.seconds(1);
    gangs("g", 12);
    stage.seconds(600);
    assertThat(annotation(QUARANTINE)).isEmpty();
    assertThat(annotation(TRIAL)).contains("\"times\":1");

    gangs("again", 12);
    assertThat(swallowed()).hasSize(4);
    assertThat(annotation(QUARANTINE)).contains("\"times\":2");
    assertThat(annotation(TRIAL)).isEmpty();

    stage.seconds(1_200);
    breakNode(false);
    gangs("healed", 2);
    stage.seconds(60);

    assertThat(swallowed()).hasSize(5);
    assertThat(annotation(QUARANTINE) + annotation(TRIAL)).isEmpty();
    assertThat(marks()).isEqualTo(5);
  }

  @Test
  void whoHasRepairedItLiftsItAndNothingOfBeforeCounts() {
    breakNode(true);
    stage.shell("one").start();
    stage.seconds(1);
    gangs("g", 12);
    breakNode(false);

    annotate(QUARANTINE, "null");
    var after = gangs("after", 3);
    stage.seconds(60);

    assertThat(after).allMatch(gang -> gang.phases().getLast().equals("Succeeded"));
    assertThat(swallowed()).hasSizeGreaterThan(3);
    assertThat(annotation(QUARANTINE)).isEmpty();
    assertThat(marks()).isEqualTo(1);
  }

  @Test
  void whatIsClosedByHandIsClosedUntilItIsOpenedByHand() {
    annotate(QUARANTINE, "fan is loud");
    stage.shell("one").start();
    stage.seconds(1);

    var all = stage.submit(GangBuilder.ofPods("all", 10, GPU));
    stage.seconds(3_600);
    assertThat(all.phases()).containsExactly("Suspended");
    assertThat(Trees.text(all.now(), "status", "verdict", "code")).isEqualTo("NodeQuarantined");
    assertThat(Trees.text(all.now(), "status", "verdict", "reason"))
        .contains("node node-00 is quarantined (fan is loud)");

    annotate(QUARANTINE, "null");
    stage.seconds(5);
    assertThat(all.phases()).contains("Running");
    assertThat(marks()).isZero();
  }

  @Test
  void aGangThatFailsWhereverItRunsClosesNothingForLong() {
    stage.shell("one").start();
    stage.seconds(1);
    var typo = GangBuilder.ofPods("typo", 1, GPU.exiting(127)).setting("retryLimit", "6");
    var gang =
        stage.submit(
            typo.setting("failureGracePeriodDuration", "0s")
                .setting("retryPausePeriodDuration", "1s"));
    stage.seconds(120);

    assertThat(gang.phases()).endsWith("Failed");
    assertThat(stage.list("v1", "Node"))
        .allMatch(node -> Trees.annotation(node, QUARANTINE).isEmpty());
  }

  @Test
  void aGangOfWhichSomePodsFailThereRunsElsewhereAtItsNextAttempt() {
    breakNode(true);
    stage.shell("one").start();
    stage.seconds(1);

    var gang =
        stage.submit(
            GangBuilder.ofJob("wide", 9, GPU.running(60))
                .setting("retryPausePeriodDuration", "5s"));
    stage.seconds(600);

    assertThat(gang.phases()).endsWith("Succeeded");
  }

  @Test
  void twoBrokenNodesAreBothClosedThoughOneGangFailsOnBoth() {
    var large = Stage.of("20x1gpu");
    for (var node : List.of("node-00", "node-01")) {
      large.patch(
          "v1", "Node", node, "", "{metadata: {annotations: {demo.muster.dev/fail-pods: 'true'}}}");
    }
    large.shell("one").start();
    large.seconds(1);
    var gangs = new ArrayList<Trail>();
    for (int i = 0; i < 4; i++) {
      gangs.add(
          large.submit(
              GangBuilder.ofPods("g" + i, 1, GPU)
                  .setting("retryLimit", "8")
                  .setting("retryPausePeriodDuration", "5s")
                  .setting("failureGracePeriodDuration", "0s")));
      large.seconds(120);
    }

    assertThat(gangs).allMatch(gang -> gang.phases().getLast().equals("Succeeded"));
    assertThat(large.list("v1", "Node"))
        .filteredOn(node -> !Trees.annotation(node, QUARANTINE).isEmpty())
        .extracting(Trees::name)
        .containsExactly("node-00", "node-01");
  }

  @Test
  void podsOfJobsThatNothingWrapsCountAsWell() {
    breakNode(true);
    stage.shell("one").start();
    stage.seconds(1);
    for (int i = 0; i < 12; i++) {
      stage.create(
          """
          {apiVersion: batch/v1, kind: Job,
           metadata: {name: j%d, labels: {kueue.x-k8s.io/queue-name: ""}},
           spec: {backoffLimit: 0, template: {metadata: {annotations: {demo.muster.dev/run-seconds: '30'}},
             spec: {restartPolicy: Never, containers: [{name: main, image: work,
               resources: {requests: {cpu: 1, nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 1}}}]}}}}
          """
              .formatted(i));
      stage.seconds(3);
    }
    stage.seconds(120);

    assertThat(swallowed()).hasSize(3);
    assertThat(annotation(QUARANTINE)).contains("3 pods of 3 gangs in a row failed");
    assertThat(
            stage.list("batch/v1", "Job").stream()
                .filter(job -> Trees.number(job, 0, "status", "succeeded") == 1))
        .hasSize(9);
  }
}
