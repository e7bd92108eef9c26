package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.scenario.Act;
import dev.muster.simulations.live.scenario.Scenario;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The demo's default story, with the production shell, in virtual time. */
final class DemoStoryTest {
  @Test
  void allGangsComeToTheirEndAndTheWatchdogFindsNothing() {
    var scenario = Scenario.all().getFirst();
    var stage = Stage.of(scenario.nodes());
    stage.shell("one").start();
    for (var act : scenario.acts()) {
      stage.loop.after(act.atMillis(), () -> perform(stage, act));
    }
    stage.loop.runFor(6 * 60_000);
    int atRest = stage.changes.size();
    stage.loop.runFor(4 * 60_000);

    var report = stage.watchdog.report();
    assertThat(report.violations()).isEmpty();
    var ends = new TreeMap<String, Integer>();
    stage.phases().values().forEach(phase -> ends.merge(phase, 1, Integer::sum));
    assertThat(ends)
        .containsExactlyInAnyOrderEntriesOf(
            new TreeMap<>(java.util.Map.of("Failed", 1, "Succeeded", 20, "Suspended", 3)));
    assertThat(stage.intents()).isEmpty();
    assertThat(stage.changes.subList(atRest, stage.changes.size()))
        .allMatch(change -> change.resource().plural().equals("leases"));
  }

  private static void perform(Stage stage, Act act) {
    switch (act) {
      case Act.Submit submit -> {
        var unused = stage.create(submit.object());
      }
      case Act.Suspend suspend -> {
        var patch = "{spec: {suspend: %s}}".formatted(suspend.suspend());
        var unused = stage.patchGang(suspend.namespace(), suspend.name(), patch);
      }
    }
  }
}
