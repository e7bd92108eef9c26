package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Pods are held at their creation and sent to the nodes that were promised, while somebody leads
 * and the webhook answers; otherwise they start as any other pod, and nothing waits for a gate that
 * never was.
 */
final class GatesTest {
  private static final PodText SMALL = PodText.asking("1");

  @Test
  void everyPodIsHeldAtItsCreationAndSentToItsPromisedNode() {
    var stage = Stage.running("2x8cpu");
    var gang = stage.submit(GangBuilder.ofJob("job", 5, SMALL));
    stage.seconds(10);

    assertThat(gang.phases()).endsWith("Running");
    assertThat(heldAtCreation(stage)).hasSize(5).containsValue(true).doesNotContainValue(false);
    assertThat(placed(stage)).isEqualTo(promised(gang));
    assertThat(stage.list("batch/v1", "Job"))
        .allSatisfy(job ->
            assertThat(Trees.maps(job, "spec", "template", "spec", "schedulingGates")).isEmpty());
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void withTheWebhookDownPodsStartAtOnceAndAreChargedWhereTheyAre() {
    var stage = Stage.running("2x8cpu");
    stage.webhook.setDown(true);
    var gang = stage.submit(GangBuilder.ofJob("job", 5, SMALL));
    stage.seconds(10);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(heldAtCreation(stage)).hasSize(5).doesNotContainValue(true);
    assertThat(placed(stage).values().stream().mapToInt(n -> n).sum()).isEqualTo(5);

    // What is left is what nobody has: 11 CPUs, wherever the five went.
    stage.webhook.setDown(false);
    var next = stage.submit(GangBuilder.ofJob("next", 11, SMALL));
    stage.seconds(5);
    var tooMuch = stage.submit(GangBuilder.ofJob("more", 1, SMALL));
    stage.seconds(30);
    assertThat(next.phases()).endsWith("Running");
    assertThat(tooMuch.phases()).containsExactly("Suspended");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void withNobodyLeadingThePodThatReplacesALostOneStartsAtOnce() {
    var stage = Stage.of("2x8cpu");
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    var gang = stage.submit(GangBuilder.ofJob("job", 3, SMALL));
    stage.seconds(10);
    assertThat(gang.phases()).endsWith("Running");
    life.kill();
    stage.seconds(12);
    assertThat(stage.webhook.leading()).isFalse();

    killOne(stage);
    stage.seconds(10);
    assertThat(running(stage)).isEqualTo(3);
    assertThat(heldAtCreation(stage)).hasSize(4).containsValue(false);

    // The next leader finds all as it should be, and the pods that come after are held again.
    stage.shell("two").start();
    stage.seconds(30);
    killOne(stage);
    stage.seconds(10);
    assertThat(running(stage)).isEqualTo(3);
    assertThat(heldAtCreation(stage).values().stream().filter(held -> held)).hasSize(4);
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
  }

  /** However seldom the webhook looks by itself. */
  @Test
  void podsThatASuccessorMakesAreHeldFromTheFirst() {
    var stage = Stage.of("2x8cpu");
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.shell("two").start();
    stage.seconds(1);
    life.kill();
    stage.seconds(12);
    assertThat(stage.webhook.leading()).isFalse();
    var gang = stage.submit(GangBuilder.ofJob("job", 5, SMALL));

    stage.seconds(15);

    assertThat(gang.phases()).endsWith("Running");
    assertThat(heldAtCreation(stage)).hasSize(5).doesNotContainValue(false);
    assertThat(placed(stage)).isEqualTo(promised(gang));
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void podThatWasHeldWhenItsLeaderWentIsSentByTheNextOne() {
    var stage = Stage.of("2x8cpu");
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    var gang = stage.submit(GangBuilder.ofJob("job", 3, SMALL));
    stage.seconds(10);
    life.kill();
    killOne(stage);
    stage.seconds(3);
    assertThat(running(stage)).isEqualTo(2);

    stage.shell("two").start();
    stage.seconds(30);
    assertThat(running(stage)).isEqualTo(3);
    assertThat(placed(stage)).isEqualTo(promised(gang));
  }

  @Test
  void podThatReplacesALostOneGetsItsRoom() {
    var stage = Stage.running("2x8cpu");
    var gang = stage.submit(GangBuilder.ofJob("job", 12, SMALL));
    stage.seconds(10);
    killOne(stage);
    stage.seconds(10);

    assertThat(running(stage)).isEqualTo(12);
    assertThat(placed(stage)).isEqualTo(promised(gang));
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void podThatReplacesOneOfAClosedNodeGoesWhereThereIsRoom() {
    var stage = Stage.running("2x8cpu");
    var gang = stage.submit(GangBuilder.ofJob("job", 3, SMALL));
    stage.seconds(10);
    var node = placed(stage).keySet().iterator().next();
    var unused = stage.patch("v1", "Node", node, "", "{spec: {unschedulable: true}}");
    killOne(stage);
    stage.seconds(20);

    assertThat(running(stage)).isEqualTo(3);
    assertThat(placed(stage)).hasSize(2).containsEntry(node, 2);
    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
  }

  private static void killOne(Stage stage) {
    var pod = stage.list("v1", "Pod").getFirst();
    stage.delete("v1", "Pod", Trees.name(pod));
  }

  private static long running(Stage stage) {
    return stage.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "status", "phase").equals("Running"))
        .count();
  }

  /** By pod: whether it had the gate when it was first seen. */
  private static Map<String, Boolean> heldAtCreation(Stage stage) {
    var held = new TreeMap<String, Boolean>();
    for (var change : stage.changes) {
      if (change.resource().plural().equals("pods")) {
        var uid = Trees.text(change.object(), "metadata", "uid");
        held.putIfAbsent(uid, isHeld(change.object()));
      }
    }
    return held;
  }

  private static boolean isHeld(Map<String, @Nullable Object> pod) {
    return Trees.maps(pod, "spec", "schedulingGates").stream()
        .anyMatch(gate -> Trees.text(gate, "name").equals("muster.dev/placement"));
  }

  /** Pods by node. */
  private static Map<String, Integer> placed(Stage stage) {
    var placed = new TreeMap<String, Integer>();
    stage
        .list("v1", "Pod")
        .forEach(pod -> placed.merge(Trees.text(pod, "spec", "nodeName"), 1, Integer::sum));
    return placed;
  }

  private static Map<String, Integer> promised(Trail gang) {
    var promised = new TreeMap<String, Integer>();
    for (var podSet : Trees.maps(gang.now(), "status", "admission", "podSets")) {
      Trees.map(podSet, "nodes")
          .forEach((node, pods) ->
              promised.merge(node, Integer.parseInt(String.valueOf(pods)), Integer::sum));
    }
    return promised;
  }
}
