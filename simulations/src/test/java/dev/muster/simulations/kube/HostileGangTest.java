package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one person writes stops nobody else's gangs. */
final class HostileGangTest {

  @Test
  void aNameThatTheLedgerCannotHoldStopsNoOtherAdmission() {
    var stage = Stage.of("2x8gpu");
    stage.create(
        Gangs.ray("long", 1, 8, "5").replace("groupName: gpu", "groupName: " + "g".repeat(400)));
    stage.create(Gangs.ray("plain", 1, 8, "5"));
    stage.shell("one").start();

    stage.loop.runFor(120_000);

    assertThat(stage.phase("plain")).isEqualTo("Succeeded");
  }

  @Test
  void anObjectInAnotherNamespaceIsNobodysButItsOwn() {
    var stage = Stage.of("2x8gpu");
    stage.create(Gangs.ray("victim", 1, 8, "300"));
    stage.shell("one").start();
    stage.loop.runFor(30_000);
    stage.create("{apiVersion: v1, kind: Namespace, metadata: {name: elsewhere}}");
    var uid = Trees.uid(stage.gang("default", "victim"));

    stage.create(
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: claims
          namespace: elsewhere
          labels:
            muster.dev/gang-uid: '%1$s'
            muster.dev/component: '0'
            muster.dev/epoch: '99'
          ownerReferences:
          - {apiVersion: v1, kind: X, name: x, uid: '%1$s', controller: true}
        spec:
          suspend: true
          template:
            spec:
              restartPolicy: Never
              containers: [{name: main, image: x}]
        """
            .formatted(uid));
    stage.loop.runFor(60_000);

    assertThat(stage.phase("victim")).isEqualTo("Running");
  }

  @Test
  void anAdmissionThatAnotherWriteStoppedIsDecidedAgain() {
    var stage = Stage.of("2x8gpu");
    stage.create(Gangs.ray("touched", 1, 8, "5"));
    stage.store.onChange(change -> {
      boolean first = change.resource().kind().equals("Cluster") && touches == 0;
      if (first && !Trees.maps(change.object(), "status", "ledger", "intents").isEmpty()) {
        touches++;
        stage.loop.post(
            () -> stage.patchGang("default", "touched", "metadata: {annotations: {a: b}}"));
      }
    });
    stage.shell("one").start();

    stage.loop.runFor(120_000);

    assertThat(touches).isEqualTo(1);
    assertThat(stage.phase("touched")).isEqualTo("Succeeded");
  }

  @Test
  void anAdmissionThatTheServerWillNotListStopsNoOther() {
    var stage = Stage.of("4x8gpu");
    stage.create(Gangs.ray("a-plain", 1, 8, "5"));
    var uid = Trees.uid(stage.create(Gangs.ray("b-refused", 1, 8, "5")));
    stage.create(Gangs.ray("c-plain", 1, 8, "5"));
    var refused = new Api.Answer.Refused(422, "Invalid", "not such an entry", 0);
    var life =
        MeddledApi.life(
            stage,
            (ref, body, then, send) -> {
              boolean meant = body.toString().contains(uid) && ref.name().equals("local");
              refusals += meant ? 1 : 0;
              if (meant) {
                stage.loop.post(() -> then.accept(refused));
              }
              return meant;
            });
    stage.shell("one", life).start();

    stage.loop.runFor(300_000);

    assertThat(stage.phases())
        .isEqualTo(
            Map.of(
                "default/a-plain", "Succeeded",
                "default/b-refused", "Suspended",
                "default/c-plain", "Succeeded"));
    assertThat(refusals).isBetween(3, 20);
  }

  @Test
  void aServerThatFailedNowAndThenForDaysIsAskedAgainSoonAfterTheNextFailure() {
    var stage = Stage.of("1x8gpu");
    var busy = new Api.Answer.Refused(503, "ServiceUnavailable", "restarting", 0);
    var life =
        MeddledApi.life(
            stage,
            (ref, body, then, send) -> {
              boolean first = ref.name().equals("local") && failing;
              if (first) {
                failing = false;
                stage.loop.post(() -> then.accept(busy));
              }
              return first;
            });
    stage.shell("one", life).start();
    for (int i = 0; i < 10; i++) {
      failing = true;
      stage.create(Gangs.ray("gang-" + i, 1, 8, "5"));
      stage.loop.runFor(3_600_000);
    }

    failing = true;
    stage.create(Gangs.ray("last", 1, 8, "5"));
    stage.loop.runFor(15_000);

    assertThat(failing).isFalse();
    assertThat(stage.phase("last")).isEqualTo("Succeeded");
  }

  @Test
  void whatDoesNotGoAwayIsAskedToNowAndThenHoweverMuchHappensElsewhere() {
    var stage = Stage.of("2x8gpu");
    stage.create(
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata: {name: stays}
        spec:
          components:
          - template:
              apiVersion: v1
              kind: ConfigMap
              metadata: {name: stays, finalizers: [example.com/never]}
          - template:
              apiVersion: v1
              kind: Pod
              metadata: {name: main}
              spec:
                containers: [{name: main, image: x, resources: {requests: {cpu: 1}}}]
        """);
    var life = MeddledApi.life(stage, (ref, body, then, send) -> false);
    stage.shell("one", life).start();
    stage.loop.runFor(10_000);
    stage.patchGang("default", "stays", "spec: {suspend: true}");
    stage.loop.runFor(10_000);

    int before = life.writes();
    for (int i = 0; i < 600; i++) {
      var turn = "metadata: {labels: {example.com/turn: '%d'}}".formatted(i);
      stage.patch("v1", "Node", "node-00", "", turn);
      stage.loop.runFor(100);
    }

    assertThat(stage.phase("stays")).isEqualTo("Suspending");
    assertThat(life.writes() - before).isBetween(10, 70);
  }

  private int touches;
  private int refusals;
  private boolean failing;
}
