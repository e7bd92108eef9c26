package dev.muster.simulations.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Resources;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class RoomTest {
  @Property(tries = 2000)
  void fitsExactlyWhenSomePlacementOfAllPodsExists(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 9) Integer> free,
      @ForAll @IntRange(min = 1, max = 5) int pods,
      @ForAll @IntRange(min = 1, max = 5) int each,
      @ForAll @IntRange(min = 1, max = 9) int last) {
    var room = new Room(ClusterSpec.parse(free.size() + "x9gpu"));
    var left = new int[free.size()];
    for (int node = 0; node < left.length; node++) {
      left[node] = free.get(node);
      room.take(node, Resources.of(Job.GPU, 1000), 9 - free.get(node));
    }
    var size = JobBuilder.aJob(0).gpus(pods, each).last(last).build().size();

    assertThat(room.fits(size, "")).isEqualTo(somePlacement(left, pods - 1, each, last));
  }

  private static boolean somePlacement(int[] left, int pods, int each, int last) {
    int asked = pods > 0 ? each : last;
    for (int node = 0; node < left.length; node++) {
      if (left[node] < asked) {
        continue;
      }
      left[node] -= asked;
      boolean found = pods == 0 || somePlacement(left, pods - 1, each, last);
      left[node] += asked;
      if (found) {
        return true;
      }
    }
    return false;
  }

  @Test
  void cpuThatIsNotNamedIsUnlimitedAndGpusThatAreNotNamedAreNotThere() {
    var cpuJob = JobBuilder.aJob(0).gpus(1, 0).cpus(1000).build().size();
    var gpuJob = JobBuilder.aJob(0).gpus(1, 1).build().size();

    assertThat(new Room(ClusterSpec.parse("1x8gpu")).fits(cpuJob, "")).isTrue();
    assertThat(new Room(ClusterSpec.parse("1x8cpu")).fits(cpuJob, "")).isFalse();
    assertThat(new Room(ClusterSpec.parse("1x8cpu")).fits(gpuJob, "")).isFalse();
  }

  @Test
  void aPartitionHasItsOwnNodesOnly() {
    var room = new Room(ClusterSpec.parse("1x8gpu@a,1x4gpu@b"));
    var size = JobBuilder.aJob(0).gpus(1, 8).build().size();

    assertThat(room.fits(size, "a")).isTrue();
    assertThat(room.fits(size, "b")).isFalse();
  }
}
