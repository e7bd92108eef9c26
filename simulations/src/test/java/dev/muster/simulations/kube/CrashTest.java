package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The shell is killed at its n-th write, and another one goes on with nothing but what is stored:
 * over the admission, the reset and the deletion of gangs. Whenever it happens, all comes to the
 * same end, nothing is made twice and nothing is left over.
 */
final class CrashTest {
  private static final int POINTS = 200;
  private static final int PAIRS = 40;
  private static final Story UNDISTURBED = new Story(List.of());
  private static final End EXPECTED = UNDISTURBED.run();
  private static final int WRITES = UNDISTURBED.first().writes();

  private record Point(int write, Life.Moment moment) {}

  private record End(Map<String, String> phases, Map<String, Integer> created) {}

  @Test
  void undisturbedEachObjectIsMadeOnceForEachAttempt() {
    var end = new Story(List.of()).run();

    assertThat(end.phases())
        .isEqualTo(
            Map.of(
                "default/flaky", "Failed",
                "default/held", "Succeeded",
                "default/job", "Succeeded",
                "default/waits", "Succeeded",
                "default/whole", "Succeeded"));
    assertThat(end.created())
        .hasSize(7)
        .containsEntry("jobs/flaky", 2) // reset once
        .containsEntry("rayclusters/deleted", 1)
        .containsEntry("rayclusters/held", 2) // held while it ran, then let go
        .containsEntry("rayclusters/waits", 1)
        .containsEntry("rayclusters/whole", 1)
        .containsEntry("rayjobs/job", 1)
        .anySatisfy((name, times) -> {
          assertThat(name).matches("deployments/deleted-[a-z0-9]{5}");
          assertThat(times).isEqualTo(1);
        });
  }

  @Test
  void killedAtAnyWriteNothingIsLostAndNothingIsDoneTwice() {
    var failures = new ArrayList<String>();
    for (int i = 0; i < POINTS; i++) {
      failures.addAll(failures(List.of(point(i, POINTS))));
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void killedTwiceItIsTheSame() {
    var failures = new ArrayList<String>();
    for (int i = 0; i < PAIRS; i++) {
      failures.addAll(failures(List.of(point(i, PAIRS), point((i * 17) % PAIRS, 4 * PAIRS))));
    }
    assertThat(failures).isEmpty();
  }

  /** The i-th of so many points, evenly over all writes of an undisturbed run. */
  private static Point point(int i, int of) {
    int moments = Life.Moment.values().length;
    int total = WRITES * moments;
    assertThat(total).isGreaterThanOrEqualTo(POINTS);
    int position = (int) ((long) i * total / of);
    return new Point(1 + position / moments, Life.Moment.values()[position % moments]);
  }

  private static List<String> failures(List<Point> points) {
    var story = new Story(points);
    var end = story.run();
    var problems = story.problems();
    return end.equals(EXPECTED) && problems.isEmpty() && story.first().isOver()
        ? List.of()
        : List.of(points + ": " + end + " " + problems + "\n");
  }

  /** A few gangs on two nodes, and what their users do. */
  private static final class Story {
    private final Stage stage = Stage.of("2x8gpu");
    private final List<Life> lives = new ArrayList<>();

    /** One life for each of the points, and one that lasts. */
    Story(List<Point> points) {
      for (var point : points) {
        lives.add(new Life(stage.loop, stage.api(), point.write(), point.moment()));
      }
      lives.add(new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING));
    }

    Life first() {
      return lives.getFirst();
    }

    End run() {
      submit();
      // All stand by from the start: the next takes over when the lease is not renewed.
      for (int i = 0; i < lives.size(); i++) {
        var shell = stage.shell("life-" + i, lives.get(i));
        stage.loop.after(1_000L * i, shell::start);
      }
      when("held", "Running", this::hold);
      when("deleted", "Running", () -> stage.deleteGang("deleted"));
      stage.loop.runFor(5 * 60_000);
      return new End(stage.phases(), created());
    }

    private void hold() {
      stage.suspend("held", true);
      when("held", "Suspended", () -> stage.suspend("held", false));
    }

    /** What users do depends on what they see, not on the time. */
    private void when(String gang, String phase, Runnable act) {
      stage.loop.after(
          500,
          () -> {
            if (stage.phase(gang).equals(phase)) {
              act.run();
            } else {
              when(gang, phase, act);
            }
          });
    }

    private void submit() {
      stage.create(Gangs.ray("whole", 2, 4, "20"));
      stage.create(Gangs.ray("held", 1, 2, "20"));
      stage.create(Gangs.service("deleted"));
      stage.create(Gangs.rayJob("job"));
      stage.create(Gangs.failingJob("flaky"));
      stage.create(Gangs.ray("waits", 2, 8, "5"));
    }

    /** How often each object of a gang was created, pods apart: their controllers make those. */
    private Map<String, Integer> created() {
      var created = new TreeMap<String, Integer>();
      for (var change : stage.changes) {
        var plural = change.resource().plural();
        var owners = Trees.maps(change.object(), "metadata", "ownerReferences");
        boolean wrapped = owners.stream().anyMatch(o -> Trees.text(o, "kind").equals("AppWrapper"));
        if (wrapped && change.type() == ChangeType.ADDED) {
          created.merge(plural + "/" + Trees.name(change.object()), 1, Integer::sum);
        }
      }
      return created;
    }

    List<String> problems() {
      var problems = new ArrayList<>(stage.watchdog.report().violations());
      stage.intents().forEach(intent -> problems.add("in the ledger: " + intent));
      return problems;
    }
  }
}
