package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.act.LeaseTerms;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A lease is only a hint: two processes can both believe that they lead. The ledger and the
 * versions of the gangs keep them from doing harm.
 */
final class TwoLeadersTest {
  private static final int STARTS = 40;
  private static final long LAG_MILLIS = 2_500;
  private static final Map<String, String> END =
      Map.of(
          "default/flaky", "Failed",
          "default/late", "Succeeded",
          "default/second", "Succeeded",
          "default/waits", "Succeeded",
          "default/whole", "Succeeded");

  private static void gangs(Stage stage) {
    stage.create(Gangs.ray("whole", 2, 4, "20"));
    stage.create(Gangs.ray("second", 1, 2, "20"));
    stage.create(Gangs.failingJob("flaky"));
    stage.loop.after(4_000, () -> stage.create(Gangs.ray("waits", 2, 8, "5")));
    stage.loop.after(25_000, () -> stage.create(Gangs.ray("late", 1, 8, "5")));
  }

  private static ArrayList<String> problems(Stage stage) {
    var problems = new ArrayList<>(stage.watchdog.report().violations());
    stage.intents().forEach(intent -> problems.add("in the ledger: " + intent));
    if (!stage.phases().equals(END)) {
      problems.add(stage.phases().toString());
    }
    return problems;
  }

  @Test
  void whoStandsByIsReadyThoughItDecidesNothing() {
    var stage = Stage.of("2x8gpu");
    var first = stage.shell("first");
    var second = stage.shell("second");
    assertThat(second.missing()).containsExactly("lease");
    first.start();
    stage.loop.runFor(10_000);
    second.start();
    stage.loop.runFor(10_000);

    assertThat(first.missing()).isEmpty();
    assertThat(second.missing()).isEmpty();
    assertThat(second.isLeader()).isFalse();
  }

  /** Each has a lease of its own, so nothing fences the first but the term of the ledger. */
  @Test
  void twoThatBothHoldALeaseDoNoHarm() {
    var failures = new ArrayList<String>();
    for (int start = 0; start < STARTS; start++) {
      var stage = Stage.of("2x8gpu");
      gangs(stage);
      for (var name : new String[] {"first", "second"}) {
        leader(stage, name, stage.api(), name.equals("first") ? 0 : 977L * start);
      }
      stage.loop.runFor(300_000);
      if (!problems(stage).isEmpty()) {
        failures.add("second starts at " + 977L * start + ": " + problems(stage) + "\n");
      }
    }
    assertThat(failures).isEmpty();
  }

  /** A leader with a lease of its own. */
  private static void leader(Stage stage, String name, Api api, long startMillis) {
    var life = new Life(stage.loop, api, 0, Life.Moment.BEFORE_SENDING);
    var terms = new LeaseTerms(name, "kube-system", name, 15_000, 10_000, 2_000);
    var shell = stage.shell(life, Stage.settings(name).withLease(terms), () -> {});
    stage.loop.after(startMillis, shell::start);
  }

  /**
   * The first hears late of gangs. Whenever room comes, the second gives it to the newest, which
   * goes first, and the first would give it to another that it knows of.
   */
  @Test
  void roomThatOneGaveAwayIsNotGivenAwayAgainByTheOther() {
    int gangs = 16;
    var failures = new ArrayList<String>();
    for (int start = 0; start < STARTS / 4; start++) {
      var stage = Stage.of("1x8gpu");
      for (int i = 0; i < gangs; i++) {
        var name = "gang-" + i;
        var high =
            "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: %s}, value: %d}";
        stage.create(high.formatted(name, i));
        stage.loop.after(1_700L * i, () -> stage.create(Gangs.ray(name, 1, 8, "3", name)));
      }
      var late = new Lagging(stage.api(), stage.loop, LAG_MILLIS).only("appwrappers");
      leader(stage, "first", late, 0);
      leader(stage, "second", stage.api(), 1_000L * start);
      stage.loop.runFor(300_000);
      var problems = new ArrayList<>(stage.watchdog.report().violations());
      problems.removeIf(problem -> problem.startsWith("ORDER")); // the first cannot know better
      if (!problems.isEmpty() || !stage.phases().values().stream().allMatch("Succeeded"::equals)) {
        failures.add("second starts at " + 1_000L * start + ": " + problems + stage.phases());
      }
    }
    assertThat(failures).isEmpty();
  }

  /** It holds still for half a minute, then goes on as if nothing had been. */
  @Test
  void oneThatWasPausedAndSucceededDoesNothingMore() {
    var failures = new ArrayList<String>();
    for (int start = 0; start < STARTS; start++) {
      var stage = Stage.of("2x8gpu");
      gangs(stage);
      var paused = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
      stage.shell("paused", paused).start();
      stage.loop.after(1_000, () -> stage.shell("successor").start());
      stage.loop.after(500 + 333L * start, () -> paused.pauseFor(30_000));
      stage.loop.runFor(300_000);
      if (!problems(stage).isEmpty() || !paused.isOver()) {
        failures.add("pause at " + (500 + 333L * start) + ": " + problems(stage) + "\n");
      }
    }
    assertThat(failures).isEmpty();
  }
}
