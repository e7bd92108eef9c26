package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeploymentsTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: main, image: nginx, resources: {requests: {cpu: 1}}}]}
      """;

  @Test
  void podsAreMadeThroughAReplicaSetReplacedAndCounted() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(DEPLOYMENT);
    cluster.loop.runFor(5_000);
    assertThat(status(cluster))
        .containsEntry("replicas", 3L)
        .containsEntry("updatedReplicas", 3L)
        .containsEntry("readyReplicas", 3L)
        .containsEntry("availableReplicas", 3L)
        .doesNotContainKey("unavailableReplicas")
        .containsEntry("observedGeneration", 1L);
    assertThat(cluster.list("apps/v1", "ReplicaSet")).hasSize(1);
    String first = Trees.name(cluster.pods().getFirst());
    assertThat(first).matches("web-[a-z0-9]{5}-[a-z0-9]{5}");

    cluster.delete("v1", "Pod", first);
    cluster.patch("apps/v1", "Deployment", "web", "{spec: {replicas: 5}}");
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).hasSize(5).doesNotContain(first);
  }

  @Test
  void aNewTemplateReplacesAllPods() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(DEPLOYMENT);
    cluster.loop.runFor(5_000);
    cluster.patch(
        "apps/v1",
        "Deployment",
        "web",
        "{spec: {template: {spec: {containers: [{name: main, image: 'nginx:2'}]}}}}");
    cluster.loop.runFor(10_000);

    assertThat(cluster.pods())
        .hasSize(3)
        .allMatch(pod ->
            Trees.text(Trees.maps(pod, "spec", "containers").getFirst(), "image")
                .equals("nginx:2"));
    assertThat(status(cluster)).containsEntry("replicas", 3L).containsEntry("updatedReplicas", 3L);
  }

  @Test
  void theDeletionOfTheDeploymentTakesEverythingWithIt() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(DEPLOYMENT);
    cluster.loop.runFor(5_000);
    cluster.delete("apps/v1", "Deployment", "web");
    cluster.loop.runFor(5_000);
    assertThat(cluster.list("apps/v1", "ReplicaSet")).isEmpty();
    assertThat(cluster.pods()).isEmpty();
  }

  private static Map<String, @Nullable Object> status(EmbeddedCluster cluster) {
    return Trees.map(cluster.get("apps/v1", "Deployment", "web"), "status");
  }
}
