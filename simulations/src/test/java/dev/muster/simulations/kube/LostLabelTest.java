package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A Job that nothing wraps is no gang any more when it does not name a queue, and one again when it
 * does: what was promised to it before is nobody's, and stays so.
 */
final class LostLabelTest {
  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: Job
      metadata: {name: void, labels: {kueue.x-k8s.io/queue-name: ""}}
      spec:
        template:
          spec:
            restartPolicy: Never
            containers: [{name: main, image: x, resources: {requests: {cpu: "8"}}}]
      """;

  /** The webhook would not let that pass: it is not asked. */
  private static void label(Stage stage, @Nullable String queue) {
    var labels = Trees.object("kueue.x-k8s.io/queue-name", queue);
    var patch = Trees.object("metadata", Trees.object("labels", labels));
    var jobs = stage.store.typeOfKind("batch/v1", "Job").orElseThrow();
    assertThat(stage.store.handle(Request.patch(jobs, "default", "void", PatchKind.MERGE, patch)))
        .isInstanceOf(Response.Success.class);
  }

  /** The write that lets the Job go, after its admission was listed. */
  private static boolean letsGo(Api.Ref ref, Map<String, @Nullable Object> body) {
    return ref.name().equals("void")
        && Trees.annotation(body, "muster.dev/status").contains("Resuming");
  }

  private static List<String> nodes(Stage stage, String job) {
    return stage.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "metadata", "labels", "job-name").equals(job))
        .map(pod -> Trees.text(pod, "spec", "nodeName"))
        .toList();
  }

  /**
   * Between the listing of the Job's admission and the write that lets it go it loses its label,
   * and another gang comes. The label is back when that one's admission is sent for the first time,
   * which is not taken.
   */
  private record ThereAndBack(Stage stage) implements MeddledApi.Meddler {
    @Override
    public boolean takes(
        Api.Ref ref,
        Map<String, @Nullable Object> body,
        Consumer<Api.Answer> then,
        Consumer<Consumer<Api.Answer>> send) {
      boolean isFirst = stage.list("batch/v1", "Job").stream().noneMatch(ThereAndBack::isMarked);
      if (letsGo(ref, body) && isFirst) {
        label(stage, null);
        stage.submit(GangBuilder.ofJob("other", 1, PodText.asking("8")));
      } else if (ref.name().equals("local") && listsWrapped(body) && isFirst) {
        label(stage, "back");
        stage.loop.after(10, () -> then.accept(new Api.Answer.Refused(503, "", "not now", 0)));
        return true;
      }
      return false;
    }

    private static boolean isMarked(Object job) {
      return Trees.text(job, "metadata", "labels", "kueue.x-k8s.io/queue-name").equals("back");
    }

    private boolean listsWrapped(Map<String, @Nullable Object> body) {
      var wrapped =
          stage.list("workload.codeflare.dev/v1beta2", "AppWrapper").stream()
              .map(Trees::uid)
              .toList();
      return Trees.maps(body, "status", "ledger", "intents").stream()
          .anyMatch(entry -> wrapped.contains(Trees.text(entry, "uid")));
    }
  }

  @Test
  void theLedgerNeverListsTwoForOneRoomThoughTheLabelIsBackBeforeItIsWritten() {
    var stage = Stage.of("1x8cpu");
    stage.shell("first", MeddledApi.life(stage, new ThereAndBack(stage))).start();
    stage.seconds(1);
    stage.create(JOB);
    stage.seconds(30);

    assertThat(stage.changes)
        .filteredOn(change -> change.resource().kind().equals("Cluster"))
        .extracting(change -> Trees.maps(change.object(), "status", "ledger", "intents").size())
        .contains(1)
        .allMatch(size -> size <= 1);
    assertThat(stage.phase("other")).isEqualTo("Running");
    assertThat(Trees.flag(stage.get("batch/v1", "Job", "void"), "spec", "suspend")).isTrue();
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  /**
   * At the same moment it loses its label for good, and the pod of another has to look for another
   * node.
   */
  private record Upset(Stage stage) implements MeddledApi.Meddler {
    @Override
    public boolean takes(
        Api.Ref ref,
        Map<String, @Nullable Object> body,
        Consumer<Api.Answer> then,
        Consumer<Consumer<Api.Answer>> send) {
      if (letsGo(ref, body)) {
        label(stage, null);
        var unused = stage.patch("v1", "Node", "node-00", "", "{spec: {unschedulable: true}}");
        stage.list("v1", "Pod").forEach(pod -> stage.delete("v1", "Pod", Trees.name(pod)));
      }
      return false;
    }
  }

  private static Stage upset(Life life, Stage stage) {
    stage.shell("first", life).start();
    stage.seconds(1);
    var runs = stage.submit(GangBuilder.ofJob("runs", 1, PodText.asking("8")));
    stage.await(runs, "Running", 10_000);
    stage.seconds(5);
    stage.create(JOB);
    stage.loop.runFor(1_200);
    return stage;
  }

  @Test
  void podThatIsSentElsewhereTakesNoRoomThatIsListedYetForAJobWithoutALabel() {
    var stage = Stage.of("2x8cpu");
    var first = MeddledApi.life(stage, new Upset(stage));
    upset(first, stage);
    assertThat(stage.intents()).hasSize(1);
    assertThat(nodes(stage, "runs")).containsExactly("");
    first.kill();

    label(stage, "");
    stage.shell("second").start();
    stage.seconds(60);

    assertThat(nodes(stage, "void")).containsExactly("node-01");
    assertThat(stage.intents()).isEmpty();
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void podThatIsSentElsewhereTakesThatRoomAsSoonAsItIsNotListedAnyMore() {
    var stage = Stage.of("2x8cpu");
    upset(MeddledApi.life(stage, new Upset(stage)), stage);
    stage.seconds(5);

    assertThat(stage.intents()).isEmpty();
    assertThat(nodes(stage, "runs")).containsExactly("node-01");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }
}
