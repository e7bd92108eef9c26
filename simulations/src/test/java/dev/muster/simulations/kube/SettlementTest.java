package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A new leader and the admissions that the one before it wrote down, and nothing more. */
final class SettlementTest {
  private static final String LEDGER =
      """
      status:
        ledger:
          term: 3
          intents:
          - uid: %s
            epoch: 1
            exact: true
            podSets: [{name: 0.head, nodes: {node-00: 1}}, {name: 0.gpu, nodes: {node-01: 1}}]
      """;

  private static Map<String, String> nodes(Stage stage) {
    var nodes = new TreeMap<String, String>();
    for (var pod : stage.list("v1", "Pod")) {
      var group = Trees.text(pod, "metadata", "labels", "ray.io/group");
      nodes.put(group, Trees.text(pod, "spec", "nodeName"));
    }
    return nodes;
  }

  @Test
  void anAdmissionOfAGangWithoutAnyStatusIsMadeTrue() {
    var stage = Stage.of("2x8gpu");
    var gang = stage.create(Gangs.ray("one", 1, 1, "60"));
    stage.create("{apiVersion: muster.dev/v1, kind: Cluster, metadata: {name: local}, spec: {}}");
    var ledger = LEDGER.formatted(Trees.uid(gang));
    var unused = stage.patch("muster.dev/v1", "Cluster", "local", "status", ledger);

    stage.shell("second").start();
    stage.seconds(10);

    assertThat(stage.phase("one")).isEqualTo("Running");
    assertThat(nodes(stage)).isEqualTo(Map.of("headgroup", "node-00", "gpu", "node-01"));
    assertThat(stage.intents()).isEmpty();
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void aLedgerThatIsDeletedIsMadeAgainWithTheTermOfWhoLeads() {
    var stage = Stage.of("2x8gpu");
    for (var life : List.of("first", "second", "third")) {
      var shell = stage.shell(life);
      shell.start();
      stage.seconds(2);
      if (!life.equals("third")) {
        shell.stop(() -> {});
        stage.seconds(30);
      }
    }
    assertThat(term(stage)).isEqualTo(3);
    stage.delete("muster.dev/v1", "Cluster", "local");

    stage.create(Gangs.ray("one", 1, 1, "60"));
    stage.seconds(10);

    assertThat(stage.phase("one")).isEqualTo("Running");
    assertThat(term(stage)).isEqualTo(3);
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void podThatIsSentElsewhereTakesNoRoomThatANewLeaderWouldStillGiveToAnother() {
    var stage = Stage.of("2x8cpu");
    var first = MeddledApi.life(stage, new Upset(stage));
    stage.shell("first", first).start();
    twoGangs(stage);
    stage.loop.runFor(1_000);
    assertThat(stage.intents()).hasSize(1);
    first.kill();

    stage.suspend("void", false);
    stage.shell("second").start();
    stage.seconds(60);

    assertThat(stage.phase("void")).isEqualTo("Running");
    assertThat(stage.intents()).isEmpty();
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void podThatIsSentElsewhereTakesThatRoomAsSoonAsNoLeaderCanGiveItAway() {
    var stage = Stage.of("2x8cpu");
    stage.shell("first", MeddledApi.life(stage, new Upset(stage))).start();
    twoGangs(stage);
    assertThat(stage.intents()).hasSize(1);
    stage.seconds(5);

    assertThat(stage.intents()).isEmpty();
    assertThat(stage.list("v1", "Pod"))
        .extracting(pod -> Trees.text(pod, "spec", "nodeName"))
        .containsExactly("node-01");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  /** One runs on node-00, the other is about to be admitted to node-01. */
  private static void twoGangs(Stage stage) {
    stage.seconds(1);
    var runs = stage.submit(GangBuilder.ofJob("runs", 1, PodText.asking("8")));
    stage.await(runs, "Running", 10_000);
    stage.seconds(5);
    assertThat(stage.intents()).isEmpty();
    stage.submit(GangBuilder.ofJob("void", 1, PodText.asking("8")));
    stage.loop.runFor(200);
  }

  /**
   * Between the listing of an admission and its gang's status the gang is suspended, and the pod of
   * another has to look for another node.
   */
  private record Upset(Stage stage) implements MeddledApi.Meddler {
    @Override
    public boolean takes(
        Api.Ref ref,
        Map<String, @Nullable Object> body,
        Consumer<Api.Answer> then,
        Consumer<Consumer<Api.Answer>> send) {
      if (ref.name().equals("void") && Trees.text(body, "status", "phase").equals("Resuming")) {
        stage.suspend("void", true);
        var unused = stage.patch("v1", "Node", "node-00", "", "{spec: {unschedulable: true}}");
        stage.list("v1", "Pod").forEach(pod -> stage.delete("v1", "Pod", Trees.name(pod)));
      }
      return false;
    }
  }

  /** An AppWrapper of the older group with a pod that takes a node. */
  private static String older(Stage stage, String name) {
    return Trees.uid(
        stage.create(
            """
            apiVersion: mcad.ibm.com/v1beta1
            kind: AppWrapper
            metadata: {name: %1$s}
            spec:
              resources:
                GenericItems:
                - generictemplate:
                    apiVersion: batch/v1
                    kind: Job
                    metadata: {name: %1$s}
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: main, image: x, resources: {requests: {cpu: "8"}}}]
            """
                .formatted(name)));
  }

  /** What a predecessor left: each of these is promised a pod's place on node-00. */
  private static void left(Stage stage, String... uids) {
    stage.create("{apiVersion: muster.dev/v1, kind: Cluster, metadata: {name: local}, spec: {}}");
    var intents = new ArrayList<String>();
    for (var uid : uids) {
      intents.add(
          "{uid: %s, epoch: 1, podSets: [{name: 0.main, nodes: {node-00: 1}}]}".formatted(uid));
    }
    var ledger = "{status: {ledger: {term: 3, intents: %s}}}".formatted(intents);
    var unused = stage.patch("muster.dev/v1", "Cluster", "local", "status", ledger);
  }

  private static Life hiding(Stage stage, long seconds) {
    var api =
        new Lagging(stage.api(), stage.loop, 0).hiding("mcad.ibm.com/v1beta1", seconds * 1_000);
    return new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING);
  }

  private static String phaseOfOlder(Stage stage, String name) {
    var gang = stage.get("mcad.ibm.com/v1beta1", "AppWrapper", name);
    return Trees.text(gang, "status", "v1beta2", "phase");
  }

  @Test
  void anAdmissionOfAGangThatIsNotListedInTimeIsNotMadeTrueWhenItComes() {
    var stage = Stage.of("1x8cpu");
    stage.serveOlderGroup();
    left(stage, older(stage, "hidden"));
    stage.submit(GangBuilder.ofJob("seen", 1, PodText.asking("8")));

    stage.shell("second", hiding(stage, 90)).start();
    stage.seconds(70);
    assertThat(stage.phase("seen")).isEqualTo("Running");
    assertThat(stage.intents()).isEmpty();
    stage.seconds(100);

    assertThat(phaseOfOlder(stage, "hidden")).isEqualTo("Suspended");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void aGangThatIsNotListedInTimeIsDecidedOnLikeAnyOtherWhenItComes() {
    var stage = Stage.of("2x8cpu");
    stage.serveOlderGroup();
    left(stage, older(stage, "hidden"));
    stage.submit(GangBuilder.ofJob("seen", 1, PodText.asking("8")));

    stage.shell("second", hiding(stage, 90)).start();
    stage.seconds(150);

    assertThat(stage.phase("seen")).isEqualTo("Running");
    assertThat(phaseOfOlder(stage, "hidden")).isEqualTo("Running");
    assertThat(stage.list("v1", "Pod"))
        .extracting(pod -> Trees.text(pod, "spec", "nodeName"))
        .containsExactlyInAnyOrder("node-00", "node-01");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void aLeaderThatListsItInTimeMakesTrueWhatTheOneBeforeItDidNotSeeAndDidNotTakeOut() {
    var stage = Stage.of("1x8cpu");
    stage.serveOlderGroup();
    left(stage, older(stage, "hidden"));
    var first = hiding(stage, 90);
    stage.shell("first", first).start();
    stage.seconds(30);
    first.kill();
    stage.submit(GangBuilder.ofJob("seen", 1, PodText.asking("8")));

    stage.shell("second").start();
    stage.seconds(60);

    assertThat(phaseOfOlder(stage, "hidden")).isEqualTo("Running");
    assertThat(stage.phase("seen")).isEqualTo("Suspended");
    assertThat(stage.intents()).isEmpty();
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void aGangThatWasDeletedWhileNobodyLedHoldsNoRoomThoughItsKindIsNotListed() {
    var stage = Stage.of("1x8cpu");
    stage.serveOlderGroup();
    left(stage, "a-gang-that-is-gone");
    stage.submit(GangBuilder.ofJob("seen", 1, PodText.asking("8")));

    stage.shell("second", hiding(stage, Long.MAX_VALUE / 4_000)).start();
    stage.seconds(70);

    assertThat(stage.phase("seen")).isEqualTo("Running");
    assertThat(stage.intents()).isEmpty();
  }

  private static long term(Stage stage) {
    var ledger = stage.list("muster.dev/v1", "Cluster").getFirst();
    return Trees.number(ledger, 0, "status", "ledger", "term");
  }
}
