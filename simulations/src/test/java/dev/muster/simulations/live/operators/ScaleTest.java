package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.watchdog.Watchdog;
import org.junit.jupiter.api.Test;

final class ScaleTest {
  @Test
  void hundredsOfPodsOnDozensOfNodesAreScheduledAndWatched() {
    var cluster = EmbeddedCluster.of("50x96cpu+8gpu");
    var watchdog =
        new Watchdog(
            cluster.store,
            cluster.loop::monotonic,
            dev.muster.simulations.live.watchdog.Settings.DEFAULT);
    for (int i = 0; i < 500; i++) {
      cluster.create(PodSchedulerTest.pod("p%04d".formatted(i), "cpu: 1, nvidia.com/gpu: 1", ""));
    }
    cluster.loop.runFor(10_000);

    assertThat(cluster.podsIn("Running")).hasSize(400);
    assertThat(cluster.pods().stream().filter(pod -> !Pods.bound(pod)))
        .hasSize(100)
        .allMatch(pod -> Trees.condition(pod, "PodScheduled").equals("False"));
    assertThat(watchdog.report().violationCount()).isZero();
    assertThat(watchdog.report().checked()).isGreaterThanOrEqualTo(watchdog.report().writes());
  }
}
