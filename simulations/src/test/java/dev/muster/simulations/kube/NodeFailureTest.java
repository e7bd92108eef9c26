package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** R24: a node that fails after it was promised and before a pod is on it. */
final class NodeFailureTest {
  private static final String FAILED =
      "{status: {conditions: [{type: Ready, status: 'False', reason: KubeletNotReady}]}}";
  private final Stage stage = Stage.of("2x8cpu");

  /** A gang whose node fails in the moment in which its admission is written. */
  private Trail robbed() {
    stage.store.onChange(change -> {
      var object = change.object();
      boolean admitted =
          Trees.name(object).equals("robbed")
              && Trees.text(object, "status", "phase").equals("Resuming")
              && !Trees.text(change.before(), "status", "phase").equals("Resuming");
      if (admitted && Trees.number(object, 0, "status", "admission", "attempt") == 1) {
        stage.loop.post(() -> fail(promised(object)));
      }
    });
    return stage.submit(
        GangBuilder.ofJob("robbed", 2, PodText.asking("4"))
            .setting("warmupGracePeriodDuration", "30s")
            .setting("admissionGracePeriodDuration", "30s")
            .setting("retryPausePeriodDuration", "5s"));
  }

  private void fail(String node) {
    var unused = stage.patch("v1", "Node", node, "status", FAILED);
  }

  /** The one node that a gang was promised. */
  private static String promised(Object gang) {
    var podSet = Trees.maps(gang, "status", "admission", "podSets").getFirst();
    return Trees.map(podSet, "nodes").keySet().iterator().next();
  }

  @Test
  void podsGoToAnotherNodeWithoutAResetWhereThereIsRoom() {
    stage.shell("one").start();
    stage.seconds(1);
    var gang = robbed();
    stage.seconds(120);

    assertThat(gang.phases()).containsExactly("Suspended", "Resuming", "Running");
    assertThat(gang.pods().values()).containsExactly("Running", "Running");
    assertThat(gang.podObjects())
        .extracting(pod -> Trees.text(pod, "spec", "nodeName"))
        .doesNotContain(promised(gang.when("Resuming")));
  }

  @Test
  void gangThatFindsNoRoomElsewhereInTimeIsSetBackOnceAndThenWaitsForItsRoom() {
    stage.shell("one").start();
    stage.seconds(1);
    var other = stage.submit(GangBuilder.ofJob("other", 2, PodText.asking("4").running(60)));
    stage.await(other, "Running", 10_000);
    var gang = robbed();
    stage.seconds(180);

    assertThat(other.phases()).endsWith("Succeeded");
    assertThat(gang.phases())
        .containsExactly("Suspended", "Resuming", "Running", "Resetting", "Resuming", "Running");
    assertThat(Trees.number(gang.now(), 0, "status", "resettingCount")).isEqualTo(1);
    assertThat(gang.podObjects())
        .extracting(pod -> Trees.text(pod, "spec", "nodeName"))
        .containsOnly(promised(other.now()));
    assertThat(gang.pods().values()).containsExactly("Running", "Running");
    assertThat(stage.phases())
        .isEqualTo(Map.of("default/other", "Succeeded", "default/robbed", "Running"));
  }
}
