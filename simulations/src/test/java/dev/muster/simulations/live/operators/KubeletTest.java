package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.ChangeType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KubeletTest {
  private static String pod(String name, String policy, String annotations) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %s
      annotations: {%s}
    spec:
      restartPolicy: %s
      containers: [{name: main, image: busybox}, {name: side, image: busybox}]
    """
        .formatted(name, annotations, policy);
  }

  @Test
  void aPodIsCreatedRunsForItsTimeAndSucceeds() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(pod("a", "Never", "demo.muster.dev/run-seconds: '10'"));
    cluster.loop.runFor(100);
    assertThat(cluster.phase("a")).isEqualTo("Pending");
    assertThat(Trees.text(state(cluster, "a", 0), "waiting", "reason"))
        .isEqualTo("ContainerCreating");

    cluster.loop.runFor(1000);
    assertThat(cluster.phase("a")).isEqualTo("Running");
    assertThat(Trees.condition(cluster.pod("a"), "Ready")).isEqualTo("True");
    assertThat(Trees.text(cluster.pod("a"), "status", "podIP")).isEqualTo("10.128.0.2");

    cluster.loop.runFor(9000);
    assertThat(cluster.phase("a")).isEqualTo("Running");
    cluster.loop.runFor(1000);
    assertThat(cluster.phase("a")).isEqualTo("Succeeded");
    assertThat(Trees.number(state(cluster, "a", 0), -1, "terminated", "exitCode")).isZero();
  }

  @Test
  void whatNeverRestartsFailsWithItsExitCode() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(
        pod("a", "Never", "demo.muster.dev/run-seconds: '1', demo.muster.dev/exit-code: '3'"));
    cluster.loop.runFor(5000);

    assertThat(cluster.phase("a")).isEqualTo("Failed");
    assertThat(Trees.number(state(cluster, "a", 0), -1, "terminated", "exitCode")).isEqualTo(3);
    assertThat(Trees.number(state(cluster, "a", 1), -1, "terminated", "exitCode")).isZero();
  }

  @Test
  void whatRestartsOnFailureKeepsRunningAndCounts() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(
        pod("a", "OnFailure", "demo.muster.dev/run-seconds: '2', demo.muster.dev/exit-code: '1'"));
    cluster.loop.runFor(5000);

    assertThat(cluster.phase("a")).isEqualTo("Running");
    var container = Trees.maps(cluster.pod("a"), "status", "containerStatuses").getFirst();
    assertThat(Trees.number(container, 0, "restartCount")).isEqualTo(2);
    assertThat(Trees.number(container, 0, "lastState", "terminated", "exitCode")).isEqualTo(1);
  }

  @Test
  void theSpeedDividesRunTimes() {
    var cluster = EmbeddedCluster.bare("1x8gpu");
    Operators.start(cluster.store, cluster.loop, Settings.DEFAULT.withSpeed(10));
    cluster.create(pod("a", "Never", "demo.muster.dev/run-seconds: '50'"));
    cluster.loop.runFor(5_200);
    assertThat(cluster.phase("a")).isEqualTo("Running");
    cluster.loop.runFor(200);
    assertThat(cluster.phase("a")).isEqualTo("Succeeded");
  }

  @Test
  void aStuckPodNeverStarts() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(pod("a", "Never", "demo.muster.dev/stuck: 'true'"));
    cluster.loop.runFor(3_600_000);
    assertThat(cluster.phase("a")).isEqualTo("Pending");
  }

  @Test
  void aDeletedPodEndsSoonUnlessItIgnoresThat() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(pod("a", "Never", ""));
    cluster.create(pod("deaf", "Never", "demo.muster.dev/ignore-deletion: 'true'"));
    cluster.loop.runFor(1000);
    cluster.delete("v1", "Pod", "a");
    cluster.delete("v1", "Pod", "deaf");
    assertThat(cluster.pods()).hasSize(2).allMatch(Trees::leaving);

    cluster.loop.runFor(60_000);
    assertThat(cluster.pods()).extracting(Trees::name).containsExactly("deaf");
  }

  @Test
  void aQuietClusterWritesNothing() {
    var cluster = EmbeddedCluster.of("2x8gpu");
    cluster.create(pod("runs", "Always", ""));
    cluster.create(pod("stuck", "Never", "demo.muster.dev/stuck: 'true'"));
    cluster.create(PodSchedulerTest.pod("large", "nvidia.com/gpu: 9", ""));
    cluster.loop.runFor(10_000);
    long version = cluster.store.version();
    cluster.loop.runFor(3_600_000);

    assertThat(cluster.store.version()).isEqualTo(version);
  }

  @Test
  void writersCanBeToldApart() {
    var cluster = EmbeddedCluster.of("1x8gpu");
    cluster.create(pod("a", "Never", "demo.muster.dev/run-seconds: '1'"));
    cluster.loop.runFor(5000);
    List<String> writers =
        cluster.changes.stream()
            .filter(change -> change.type() == ChangeType.MODIFIED)
            .map(change -> change.user())
            .distinct()
            .toList();
    assertThat(writers).containsExactly("system:kube-scheduler", "system:kubelet");
  }

  private static Object state(EmbeddedCluster cluster, String pod, int container) {
    return Trees.map(
        Trees.maps(cluster.pod(pod), "status", "containerStatuses").get(container), "state");
  }
}
