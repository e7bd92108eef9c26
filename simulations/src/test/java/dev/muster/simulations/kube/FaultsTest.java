package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The API server fails every fifth call and its watches lag, for two minutes. Nothing that happens
 * then is wrong, and afterwards all comes to the same end as if nothing had been.
 */
final class FaultsTest {
  private static final int SEEDS = 40;
  private static final int HEALED_AT_MILLIS = 120_000;
  private static final int MINUTES = 10;

  @Test
  void faultsDelayAndDoNoHarm() {
    var failures = new ArrayList<String>();
    for (long seed = 0; seed < SEEDS; seed++) {
      var stage = Stage.of("2x8gpu");
      var api = new UnreliableApi(stage.api(), stage.loop, seed);
      stage.create(Gangs.ray("whole", 2, 4, "20"));
      stage.create(Gangs.ray("second", 1, 2, "20"));
      stage.create(Gangs.failingJob("flaky"));
      stage.create(Gangs.ray("waits", 2, 8, "5"));
      stage.create(Gangs.ray("never", 3, 8, "5"));
      begin(stage, api, 0);
      stage.loop.after(HEALED_AT_MILLIS, api::heal);
      stage.loop.runFor(MINUTES * 60_000);
      var problems = new ArrayList<>(stage.watchdog.report().violations());
      // A create is bound to nothing that would keep a late one out; but it must not stay.
      problems.removeIf(problem -> problem.startsWith("UNADMITTED"));
      stage.list("batch/v1", "Job").forEach(job -> problems.add("left: " + job));
      stage.intents().forEach(intent -> problems.add("in the ledger: " + intent));
      var expected =
          Map.of(
              "default/flaky", "Failed",
              "default/never", "Suspended",
              "default/second", "Succeeded",
              "default/waits", "Succeeded",
              "default/whole", "Succeeded");
      if (!stage.phases().equals(expected) || !problems.isEmpty() || api.faults() == 0) {
        failures.add("seed " + seed + ": " + stage.phases() + " " + problems + "\n");
      }
    }
    assertThat(failures).isEmpty();
  }

  /** A process that loses the lease ends, and another begins. */
  private static void begin(Stage stage, UnreliableApi api, int number) {
    var life = new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING);
    stage.shell("life-" + number, life, () -> begin(stage, api, number + 1)).start();
  }
}
