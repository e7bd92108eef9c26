package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long the scheduler lets events gather before it decides. */
final class CyclePaceTest {
  private static List<Change> ledgerWrites(Stage stage, int sinceChange) {
    return stage.changes.subList(sinceChange, stage.changes.size()).stream()
        .filter(change -> change.resource().plural().equals("clusters"))
        .toList();
  }

  @Test
  void aGangThatComesWhileAllIsQuietIsLookedAtAtOnce() {
    var stage = Stage.running("2x8gpu");
    stage.seconds(10);

    var gang = stage.submit(GangBuilder.ofPods("one", 1, GangBuilder.PodText.asking("1")));
    stage.loop.runFor(1);

    assertThat(gang.phases()).containsExactly("Suspended");
    stage.loop.runFor(9);
    assertThat(gang.phases()).startsWith("Suspended", "Resuming");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void gangsThatComeRightAfterACycleAreAdmittedTogether() {
    var stage = Stage.running("2x8gpu");
    stage.seconds(10);
    int before = stage.changes.size();

    var first = stage.submit(GangBuilder.ofPods("one", 1, GangBuilder.PodText.asking("1")));
    stage.loop.runFor(1);
    var second = stage.submit(GangBuilder.ofPods("two", 1, GangBuilder.PodText.asking("1")));
    stage.loop.runFor(1);
    var third = stage.submit(GangBuilder.ofPods("three", 1, GangBuilder.PodText.asking("1")));
    stage.loop.runFor(1);
    assertThat(second.phases()).isEmpty();
    stage.loop.runFor(20);

    for (var gang : List.of(first, second, third)) {
      assertThat(gang.phases()).startsWith("Suspended", "Resuming");
    }
    assertThat(ledgerWrites(stage, before)).hasSize(2);
  }
}
