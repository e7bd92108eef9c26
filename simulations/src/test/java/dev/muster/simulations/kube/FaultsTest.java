package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The API server fails every fifth call and its watches lag, for two minutes. Nothing that happens
 * then is wrong, and afterwards all comes to the same end as if nothing had been.
 *
 * <p>One thing that is a violation elsewhere is let pass: an object that is created when its gang
 * is not admitted any more, because its creation was given up and done all the same, up to eight
 * seconds later. {@link LateChildren} says why nobody can rule that out; here it must be gone
 * within {@value #LATE_CHILD_MILLIS} ms of virtual time. That is more than the second of a healthy
 * server: its watch tells of the object four seconds late, every fifth read of the gang and
 * deletion fails and is repeated after pauses of a second, two and four, and whoever leads may have
 * lost the lease.
 */
final class FaultsTest {
  private static final int SEEDS = 40;
  private static final int HEALED_AT_MILLIS = 120_000;
  private static final int MINUTES = 10;
  private static final long LATE_CHILD_MILLIS = 30_000;

  @Test
  void faultsDelayAndDoNoHarm() {
    var failures = new ArrayList<String>();
    int lateOnes = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var stage = Stage.of("2x8gpu");
      var api = new UnreliableApi(stage.api(), stage.loop, seed);
      var late = new LateChildren(stage);
      stage.create(Gangs.ray("whole", 2, 4, "20"));
      stage.create(Gangs.ray("second", 1, 2, "20"));
      stage.create(Gangs.failingJob("flaky"));
      stage.create(Gangs.ray("waits", 2, 8, "5"));
      stage.create(Gangs.ray("never", 3, 8, "5"));
      begin(stage, api, 0);
      stage.loop.after(HEALED_AT_MILLIS, api::heal);
      stage.loop.runFor(MINUTES * 60_000);
      var problems = new ArrayList<>(stage.watchdog.report().violations());
      problems.removeIf(problem -> problem.startsWith("UNADMITTED"));
      problems.addAll(late.problems(LATE_CHILD_MILLIS));
      lateOnes += late.count();
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
    assertThat(lateOnes).as("late objects: without any, nothing is shown of them").isPositive();
  }

  /** A process that loses the lease ends, and another begins. */
  private static void begin(Stage stage, UnreliableApi api, int number) {
    var life = new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING);
    stage.shell("life-" + number, life, () -> begin(stage, api, number + 1)).start();
  }
}
