package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told by Events on their gang. */
final class EventsTest {
  @Test
  void peopleAreToldOfEachStepOnceAndOfTheAdmissionOnlyWhenItStands() {
    var stage = Stage.of("2x8gpu");
    stage.shell("one").start();
    var unused = stage.create(Gangs.ray("train", 2, 4, "5"));
    stage.loop.runFor(60_000);

    assertThat(told(stage))
        .containsExactly(
            "Queued: Waits for its admission",
            "Admitted: Attempt 1 on cluster local: 3 pod(s) on 1 node(s)",
            "Succeeded: 3 pods succeeded and no running, pending, or failed pods");
  }

  private static List<String> told(Stage stage) {
    return stage.changes.stream()
        .filter(change -> change.resource().plural().equals("events"))
        .map(change -> change.object())
        .filter(event -> "train".equals(Trees.text(event, "involvedObject", "name")))
        .map(event -> Trees.text(event, "reason") + ": " + Trees.text(event, "message"))
        .toList();
  }
}
