package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people read on the Cluster object besides the ledger. */
final class StandingTest {
  private static Map<String, @Nullable Object> status(Stage stage) {
    return Trees.map(stage.list("muster.dev/v1", "Cluster").getFirst(), "status");
  }

  private static String ready(Stage stage) {
    var conditions = Trees.maps(status(stage), "conditions");
    assertThat(conditions).hasSize(1);
    assertThat(Trees.text(conditions.getFirst(), "type")).isEqualTo("Ready");
    return Trees.text(conditions.getFirst(), "status")
        + " "
        + Trees.text(conditions.getFirst(), "reason");
  }

  private static long writes(Stage stage) {
    return stage.changes.stream()
        .filter(change -> change.resource().plural().equals("clusters"))
        .filter(change -> change.user().equals(Stage.SCHEDULER))
        .count();
  }

  private static void addNode(Stage stage, String name) {
    stage.create(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s}
        status: {allocatable: {cpu: "8", pods: "110"}, capacity: {cpu: "8", pods: "110"}}
        """
            .formatted(name));
  }

  @Test
  void itTellsHowManyNodesThereAreAndThatGangsCanStart() {
    var stage = Stage.running("2x8gpu");
    stage.seconds(3);

    assertThat(Trees.number(status(stage), -1, "nodes")).isEqualTo(2);
    assertThat(Trees.number(status(stage), -1, "ledger", "size")).isZero();
    assertThat(ready(stage)).isEqualTo("True Observed");
  }

  @Test
  void nothingIsWrittenWhileNothingChanges() {
    var stage = Stage.running("2x8gpu");
    stage.seconds(30);
    long before = writes(stage);

    stage.seconds(3_600);

    assertThat(writes(stage)).isEqualTo(before);
  }

  @Test
  void changesAreToldTogetherTenSecondsAfterTheOnesBefore() {
    var stage = Stage.running("2x8gpu");
    stage.seconds(30);
    addNode(stage, "first");
    stage.seconds(2);
    assertThat(Trees.number(status(stage), -1, "nodes")).isEqualTo(3);
    long before = writes(stage);

    addNode(stage, "second");
    stage.seconds(3);
    addNode(stage, "third");
    stage.seconds(4);
    assertThat(writes(stage)).isEqualTo(before);
    stage.seconds(4);

    assertThat(Trees.number(status(stage), -1, "nodes")).isEqualTo(5);
    assertThat(writes(stage)).isEqualTo(before + 1);
  }

  @Test
  void theLedgerTellsItsSize() {
    var stage = Stage.running("2x8gpu");
    stage.create(Gangs.ray("one", 1, 8, "5"));
    stage.create(Gangs.ray("two", 1, 8, "5"));
    stage.seconds(60);

    var sizes =
        stage.changes.stream()
            .filter(change -> change.resource().plural().equals("clusters"))
            .map(change -> Trees.map(change.object(), "status", "ledger"))
            .filter(ledger -> !ledger.isEmpty())
            .toList();
    assertThat(sizes)
        .allSatisfy(ledger ->
            assertThat(Trees.number(ledger, -1, "size"))
                .isEqualTo(Trees.maps(ledger, "intents").size()))
        .anySatisfy(ledger -> assertThat(Trees.number(ledger, -1, "size")).isPositive());
  }

  @Test
  void gangsCannotStartWhileTheViewIsTooOld() {
    var stage = Stage.of("2x8gpu");
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    // Events gather for longer than that before a cycle looks at them.
    var settings = Stage.settings("one").withFreshMillis(1);
    stage.shell(life, settings, () -> {}).start();

    stage.seconds(30);

    assertThat(ready(stage)).isEqualTo("False Silent");
  }
}
