package dev.muster.simulations.world;

import static dev.muster.simulations.world.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Resources;
import dev.muster.simulations.world.Screening.Reason;
import dev.muster.simulations.world.Screening.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScreeningTest {
  @Test
  void jobsThatCanNeverStartAreRefusedEachForItsReason() {
    var spec = ClusterSpec.parse("2x8gpu@a,1x4gpu@b");
    var fine = aJob(0).queue("a").gpus(2, 8).build();
    var tooManyPods = aJob(1).queue("a").gpus(3, 8).build();
    var tooLargeForItsPartition = aJob(2).queue("b").gpus(1, 8).build();
    var asksForNothing = aJob(3).queue("a").gpus(2, 0).build();
    var hasNoPods = aJob(4).queue("a").gpus(0, 1).build();
    var stranger = aJob(5).queue("c").build();
    var endless = aJob(6).queue("a").run(0).build();

    var screening =
        Screening.of(
            spec,
            List.of(
                fine,
                tooManyPods,
                tooLargeForItsPartition,
                asksForNothing,
                hasNoPods,
                stranger,
                endless));

    assertThat(screening)
        .isEqualTo(
            new Screening(
                List.of(fine),
                List.of(
                    new Refusal(tooManyPods, Reason.NEVER_FITS),
                    new Refusal(tooLargeForItsPartition, Reason.NEVER_FITS),
                    new Refusal(asksForNothing, Reason.ASKS_FOR_NOTHING),
                    new Refusal(hasNoPods, Reason.ASKS_FOR_NOTHING),
                    new Refusal(stranger, Reason.UNKNOWN_QUEUE),
                    new Refusal(endless, Reason.NO_RUN_TIME))));
  }

  @Test
  void jobsAskOnlyForWhatTheClusterHasLimitsFor() {
    var job = aJob(0).gpus(1, 1).cpus(500).build();

    var accepted = Screening.of(ClusterSpec.parse("1x8gpu"), List.of(job)).accepted();

    assertThat(accepted.getFirst().size().pod()).isEqualTo(Resources.of(Job.GPU, 1000));
  }
}
