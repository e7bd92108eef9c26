package dev.muster.simulations.world;

import static dev.muster.simulations.world.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class ReplayTest {
  @Test
  void whatEndsAtAnInstantIsFreeForWhoStartsThen() {
    var result =
        replay(
            "1x4gpu",
            aJob(0).gpus(1, 4).run(10).build(),
            aJob(1).gpus(1, 2).run(5).build(),
            aJob(2).gpus(1, 2).submit(1).run(5).build(),
            aJob(3).gpus(1, 4).submit(10).run(3).build());

    assertThat(lines(result))
        .containsExactly(
            "0: 0-10 finished '' n0000:4000",
            "1: 10-15 finished 'BehindHead' n0000:2000",
            "2: 10-15 finished 'BehindHead' n0000:2000",
            "3: 15-18 finished 'BehindHead' n0000:4000");
    assertThat(result.longestQueue()).isEqualTo(2);
    assertThat(result.decisions()).isEqualTo(5); // at 0, 1, 10, 15 and 18
    assertThat(result.invariants().violations()).isZero();
  }

  @Test
  void aGangLargerThanANodeTakesSeveral() {
    var result =
        replay(
            "4x4gpu",
            aJob(0).gpus(1, 3).run(10).build(),
            aJob(1).gpus(2, 4).run(10).build(),
            aJob(2).gpus(3, 4).submit(1).run(10).build());

    assertThat(lines(result))
        .containsExactly(
            "0: 0-10 finished '' n0000:3000",
            "1: 0-10 finished '' n0001:4000;n0002:4000",
            "2: 10-20 finished 'BehindHead' n0000:4000;n0001:4000;n0002:4000");
  }

  @Test
  void aLastPodThatDiffersIsPlacedToo() {
    var result = replay("2x8gpu", aJob(0).gpus(2, 8).last(4).build());

    assertThat(lines(result)).containsExactly("0: 0-10 finished '' n0000:8000;n0001:4000");
  }

  @Test
  void refusedJobsStandInTheOutcomesWithTheirReason() {
    var result = replay("1x4gpu", aJob(0).gpus(1, 8).build(), aJob(1).build());

    assertThat(lines(result))
        .containsExactly("0: rejected 'never-fits'", "1: 0-10 finished '' n0000:1000");
  }

  @Test
  void jobsThatNeverStartAreUnfinishedAndViolateProgress() {
    var result = replay(snapshot -> Plan.NOTHING, "1x4gpu", aJob(0).build());

    assertThat(lines(result)).containsExactly("0: unfinished ''");
    assertThat(result.invariants().first()).containsExactly("I6 row 0 (j0) never finished");
  }

  @Test
  void timesStretchedStretchEveryWait() {
    var plain = randomJobs(1);
    var stretched = randomJobs(7);

    var waits = waits(replay("3x4gpu", plain));

    assertThat(waits).anyMatch(wait -> wait > 0);
    assertThat(waits(replay("3x4gpu", stretched)))
        .isEqualTo(waits.stream().map(wait -> wait * 7).toList());
  }

  @Test
  void renamedJobsChangeNothing() {
    var jobs = randomJobs(1);
    var renamed = jobs.clone();
    for (int i = 0; i < jobs.length; i++) {
      var name = new Job.Name("zz" + (1000 - i), jobs[i].name().queue(), "somebody", 0);
      renamed[i] = new Job(i, name, jobs[i].size(), jobs[i].submit(), jobs[i].run());
    }

    assertThat(lines(replay("3x4gpu", renamed))).isEqualTo(lines(replay("3x4gpu", jobs)));
  }

  private static Job[] randomJobs(int stretch) {
    var jobs = new Job[300];
    var random = new Random(42);
    long time = 0;
    for (int row = 0; row < jobs.length; row++) {
      time += random.nextInt(8);
      int gpus = 1 + random.nextInt(4);
      int pods = gpus == 4 ? 1 + random.nextInt(3) : 1;
      long run = 1 + random.nextInt(30);
      jobs[row] = aJob(row).gpus(pods, gpus).submit(time * stretch).run(run * stretch).build();
    }
    return jobs;
  }

  private static List<Long> waits(Replay.Result result) {
    return result.outcomes().stream().map(Outcome::waited).toList();
  }

  private static Replay.Result replay(String cluster, Job... jobs) {
    return replay(new FifoConsolidate(), cluster, jobs);
  }

  private static Replay.Result replay(
      Function<Snapshot, Plan> policy, String cluster, Job... jobs) {
    var spec = ClusterSpec.parse(cluster);
    return new Replay(spec, Discipline.STRICT, policy)
        .run(Screening.of(spec, List.of(jobs)), finished -> {});
  }

  private static List<String> lines(Replay.Result result) {
    return result.outcomes().stream().map(ReplayTest::line).toList();
  }

  private static String line(Outcome o) {
    var times = o.finished() ? o.start() / 1000 + "-" + o.end() / 1000 + " " : "";
    var place = o.placement().isEmpty() ? "" : " " + o.placement();
    return o.job().row() + ": " + times + o.state().word() + " '" + o.reason() + "'" + place;
  }
}
