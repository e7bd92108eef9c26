package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One write gets no answer in time and is done long after: it must find that what it was decided on
 * has changed, or be taken as done.
 */
final class LateWriteTest {
  private static final String HIGH =
      """
      apiVersion: scheduling.k8s.io/v1
      kind: PriorityClass
      metadata: {name: high}
      value: 1000
      """;

  @Test
  void anAdmissionThatIsWrittenLateTakesNoRoomThatWasGivenAwayMeanwhile() {
    var stage = Stage.of("1x8gpu");
    stage.create(HIGH);
    stage.create(Gangs.ray("before", 1, 8, "10"));
    var late =
        new Late(
            stage,
            (ref, body) ->
                ref.name().equals("first")
                    && Trees.text(body, "status", "phase").equals("Resuming"),
            () -> stage.create(urgent(Gangs.ray("second", 1, 8, "30"))));
    stage.shell("one", MeddledApi.life(stage, late)).start();
    stage.loop.runFor(5_000);
    stage.create(Gangs.ray("first", 1, 8, "30"));

    stage.loop.runFor(300_000);

    assertThat(late.delayed).isTrue();
    assertThat(stage.watchdog.report().violations()).isEmpty();
    assertThat(stage.phases())
        .isEqualTo(
            Map.of(
                "default/before", "Succeeded",
                "default/first", "Succeeded",
                "default/second", "Succeeded"));
  }

  /** The first admission is listed late, and its gang suspended meanwhile. */
  private static Late lateListing(Stage stage) {
    return new Late(
        stage,
        (ref, body) ->
            ref.name().equals("local")
                && !Trees.maps(body, "status", "ledger", "intents").isEmpty(),
        () -> stage.patchGang("default", "first", "spec: {suspend: true}"));
  }

  @Test
  void anIntentThatIsListedLateKeepsNoRoomFromOthers() {
    var stage = Stage.of("1x8gpu");
    stage.create(Gangs.ray("first", 1, 8, "30"));
    var late = lateListing(stage);
    stage.shell("one", MeddledApi.life(stage, late)).start();
    stage.loop.runFor(20_000);
    stage.create(Gangs.ray("second", 1, 8, "10"));

    stage.loop.runFor(300_000);

    assertThat(late.delayed).isTrue();
    assertThat(stage.watchdog.report().violations()).isEmpty();
    assertThat(stage.intents()).isEmpty();
    assertThat(stage.phases())
        .isEqualTo(Map.of("default/first", "Suspended", "default/second", "Succeeded"));
  }

  @Test
  void theRoomOfAnIntentThatMayYetBeListedIsGivenToNobodyElse() {
    var stage = Stage.of("1x8gpu");
    stage.create(Gangs.ray("first", 1, 8, "30"));
    stage.create(Gangs.ray("second", 1, 8, "10"));
    var late = lateListing(stage);
    stage.shell("one", MeddledApi.life(stage, late)).start();

    stage.loop.runFor(300_000);

    assertThat(late.delayed).isTrue();
    assertThat(stage.watchdog.report().violations()).isEmpty();
    assertThat(stage.phases())
        .isEqualTo(Map.of("default/first", "Suspended", "default/second", "Succeeded"));
  }

  @Test
  void anObjectThatIsCreatedLateIsGoneWithinASecond() {
    var stage = Stage.running("1x8gpu");
    var gang = stage.submit(GangBuilder.ofJob("first", 2, PodText.asking("1")));
    stage.await(gang, "Running", 10_000);
    var late = copy(stage.list("batch/v1", "Job").getFirst());
    stage.suspend("first", true);
    stage.await(gang, "Suspended", 60_000);

    stage.create(late);
    stage.loop.runFor(1_000);

    assertThat(stage.list("batch/v1", "Job")).isEmpty();
    assertThat(stage.list("v1", "Pod")).isEmpty();
  }

  /** What was sent when this was created. */
  private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> object) {
    var meta = Trees.map(object, "metadata");
    return Trees.object(
        "apiVersion", object.get("apiVersion"),
        "kind", object.get("kind"),
        "metadata",
            Trees.object(
                "name", meta.get("name"),
                "namespace", meta.get("namespace"),
                "labels", meta.get("labels"),
                "ownerReferences", meta.get("ownerReferences")),
        "spec", spec(object));
  }

  /** Without what the server adds, which names the Job that was. */
  private static Map<String, @Nullable Object> spec(Map<String, @Nullable Object> job) {
    var spec = Trees.copyOf(Trees.map(job, "spec"));
    spec.remove("selector");
    Trees.map(spec, "template", "metadata", "labels")
        .keySet()
        .removeIf(label -> label.endsWith("controller-uid") || label.endsWith("job-name"));
    return spec;
  }

  private static String urgent(String gang) {
    return gang.replaceFirst(
        "(?m)^( *)(containers: ..name: head)", "$1priorityClassName: high\n$1$2");
  }

  /** Does the first patch that is meant three seconds late, and says after a while: unknown. */
  private static final class Late implements MeddledApi.Meddler {
    private static final int ANSWERED_AFTER_MILLIS = 200;
    private static final int DONE_AFTER_MILLIS = 3_000;
    private final Stage stage;
    private final MeddledApi.Meant meant;
    private final Runnable meanwhile;
    private boolean delayed;

    Late(Stage stage, MeddledApi.Meant meant, Runnable meanwhile) {
      this.stage = stage;
      this.meant = meant;
      this.meanwhile = meanwhile;
    }

    @Override
    public boolean takes(
        Api.Ref ref,
        Map<String, @Nullable Object> body,
        Consumer<Api.Answer> then,
        Consumer<Consumer<Api.Answer>> send) {
      if (delayed || !meant.test(ref, body)) {
        return false;
      }
      delayed = true;
      meanwhile.run();
      stage.loop.after(
          ANSWERED_AFTER_MILLIS, () -> then.accept(new Api.Answer.Unknown("no answer in time")));
      stage.loop.after(DONE_AFTER_MILLIS, () -> send.accept(unheard -> {}));
      return true;
    }
  }
}
