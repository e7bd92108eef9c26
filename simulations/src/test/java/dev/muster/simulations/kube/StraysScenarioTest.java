package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A pod is lost while nobody leads, and what replaces it is not held. The next leader finds it
 * without a node, because kube-scheduler is slow, and with a gang waiting that would fit where it
 * is about to go.
 */
final class StraysScenarioTest {
  private static final String SLOW = "slow-scheduler";

  private final Stage stage = Stage.of("2x8cpu");
  private final Trail running = withStray();
  private final Trail next = stage.submit(GangBuilder.ofJob("next", 2, PodText.asking("4")));

  /** Two pods on the first node, one of which was bound there and one of which has no node. */
  private Trail withStray() {
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.seconds(1);
    var template = PodText.asking("4").template();
    Trees.map(template, "spec").put("schedulerName", SLOW);
    var job = GangBuilder.job("running", 2, 2, PodText.asking("4"));
    Trees.map(job, "spec").put("template", template);
    Trees.map(job, "spec").put("backoffLimit", 5L);
    var gang = stage.submit(GangBuilder.named("running").component(job));
    stage.seconds(5);
    waiting().forEach(pod -> bind(pod, "node-00"));
    stage.seconds(5);
    assertThat(gang.phases()).endsWith("Running");
    life.kill();
    stage.seconds(12);
    stage.delete("v1", "Pod", Trees.name(stage.list("v1", "Pod").getFirst()));
    stage.seconds(5);
    assertThat(waiting()).hasSize(1);
    return gang;
  }

  private List<Map<String, @Nullable Object>> waiting() {
    return stage.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "spec", "nodeName").isEmpty())
        .filter(pod -> Trees.text(pod, "spec", "schedulerName").equals(SLOW))
        .toList();
  }

  private void bind(Map<String, @Nullable Object> pod, String node) {
    var binding =
        Trees.object(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            Trees.object("name", Trees.name(pod), "namespace", "default"),
            "target",
            Trees.object("apiVersion", "v1", "kind", "Node", "name", node));
    var ref = new Api.Ref(Kinds.PODS, "default", Trees.name(pod));
    stage
        .api()
        .create(
            ref,
            "binding",
            binding,
            answer -> assertThat(answer).isInstanceOf(Api.Answer.Done.class));
  }

  @Test
  void nothingIsPromisedWhereAPodThatWasNotHeldMayLand() {
    stage.shell("two").start();
    stage.seconds(20);
    var before = next.now();
    waiting().forEach(pod -> bind(pod, "node-01"));
    stage.seconds(5);

    assertThat(stage.watchdog.report().violations()).isEmpty();
    assertThat(Trees.text(before, "status", "verdict", "code")).isEqualTo("NodesInUse");
    assertThat(Trees.text(before, "status", "verdict", "reason"))
        .contains("2 open to a pod that was not held");
    assertThat(next.phases()).endsWith("Running");
    assertThat(running.phases()).containsExactly("Suspended", "Resuming", "Running");
  }

  @Test
  void podThatNobodyBindsKeepsOthersFromRoomForHalfAMinuteAtMost() {
    stage.shell("two").start();
    stage.seconds(20);
    assertThat(next.phases()).containsExactly("Suspended");

    stage.seconds(30);

    assertThat(waiting()).hasSize(1);
    assertThat(next.phases()).endsWith("Running");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }
}
