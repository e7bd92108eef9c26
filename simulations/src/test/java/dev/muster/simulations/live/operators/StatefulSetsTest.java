package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StatefulSetsTest {
  private static final String APPS = "apps/v1";

  private static String set(String more, String annotations) {
    return """
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      replicas: 3
      serviceName: db
      %s
      selector: {matchLabels: {app: db}}
      template:
        metadata: {labels: {app: db}, annotations: {%s}}
        spec: {containers: [{name: main, image: db, resources: {requests: {cpu: 1}}}]}
    """
        .formatted(more, annotations);
  }

  private static final String SLOW = "demo.muster.dev/start-seconds: '10'";

  @Test
  void podsComeOneAfterTheOtherEachWhenThoseBeforeItAreReady() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("", SLOW));
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).extracting(Trees::name).containsExactly("db-0");
    cluster.loop.runFor(10_000);
    assertThat(cluster.pods()).extracting(Trees::name).containsExactly("db-0", "db-1");
    assertThat(status(cluster)).containsEntry("replicas", 2L).containsEntry("readyReplicas", 1L);

    cluster.loop.runFor(30_000);
    assertThat(cluster.podsIn("Running")).containsExactly("db-0", "db-1", "db-2");
    assertThat(status(cluster))
        .containsEntry("replicas", 3L)
        .containsEntry("readyReplicas", 3L)
        .containsEntry("availableReplicas", 3L)
        .containsEntry("currentReplicas", 3L)
        .containsEntry("updatedReplicas", 3L)
        .containsEntry("observedGeneration", 1L);
    var pod = cluster.pod("db-2");
    assertThat(Trees.map(pod, "metadata", "labels"))
        .containsEntry("app", "db")
        .containsEntry("apps.kubernetes.io/pod-index", "2")
        .containsEntry("statefulset.kubernetes.io/pod-name", "db-2")
        .containsEntry("controller-revision-hash", Trees.text(status(cluster), "updateRevision"));
    assertThat(Trees.map(pod, "spec"))
        .containsEntry("hostname", "db-2")
        .containsEntry("subdomain", "db");
  }

  @Test
  void podsOfAParallelSetComeTogetherAndGoTogether() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("podManagementPolicy: Parallel", SLOW));
    cluster.loop.runFor(1_000);
    assertThat(cluster.pods()).hasSize(3);
    cluster.loop.runFor(15_000);
    replicas(cluster, 1);
    cluster.loop.runFor(100);
    assertThat(cluster.pods().stream().filter(Trees::leaving).map(Trees::name))
        .containsExactly("db-1", "db-2");
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).containsExactly("db-0");
  }

  @Test
  void theHighestGoFirstOneAfterTheOther() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("", ""));
    cluster.loop.runFor(5_000);
    replicas(cluster, 1);
    cluster.loop.runFor(100);
    assertThat(cluster.pods().stream().filter(Trees::leaving).map(Trees::name))
        .containsExactly("db-2");
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).containsExactly("db-0");
    assertThat(status(cluster)).containsEntry("replicas", 1L);
    replicas(cluster, 0);
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
  }

  @Test
  void whatIsGoneOrEndedIsMadeAgainUnderItsName() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("", ""));
    cluster.loop.runFor(5_000);
    var gone = Trees.uid(cluster.pod("db-1"));
    cluster.delete("v1", "Pod", "db-1");
    cluster.patchStatus("v1", "Pod", "db-2", "{phase: Failed}");
    var failed = Trees.uid(cluster.pod("db-2"));
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).containsExactly("db-0", "db-1", "db-2");
    assertThat(Trees.uid(cluster.pod("db-1"))).isNotEqualTo(gone);
    assertThat(Trees.uid(cluster.pod("db-2"))).isNotEqualTo(failed);
  }

  @Test
  void aNewTemplateReplacesPodsFromTheHighestDownToThePartition() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 1}}", ""));
    cluster.loop.runFor(5_000);
    cluster.patch(
        APPS,
        "StatefulSet",
        "db",
        "{spec: {template: {spec: {containers: [{name: main, image: 'db:2'}]}}}}");
    cluster.loop.runFor(350);
    assertThat(image(cluster, "db-1")).isEqualTo("db");
    cluster.loop.runFor(10_000);
    assertThat(image(cluster, "db-0")).isEqualTo("db");
    assertThat(image(cluster, "db-1")).isEqualTo("db:2");
    assertThat(image(cluster, "db-2")).isEqualTo("db:2");
    assertThat(status(cluster)).containsEntry("updatedReplicas", 2L);

    cluster.patch(
        APPS, "StatefulSet", "db", "{spec: {updateStrategy: {rollingUpdate: {partition: 0}}}}");
    cluster.loop.runFor(5_000);
    assertThat(image(cluster, "db-0")).isEqualTo("db:2");
    assertThat(Trees.text(status(cluster), "currentRevision"))
        .isEqualTo(Trees.text(status(cluster), "updateRevision"));
  }

  @Test
  void theDeletionOfTheSetTakesEverythingWithIt() {
    var cluster = EmbeddedCluster.of("1x96cpu");
    cluster.create(set("ordinals: {start: 5}", ""));
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).containsExactly("db-5", "db-6", "db-7");
    cluster.delete(APPS, "StatefulSet", "db");
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
  }

  private static void replicas(EmbeddedCluster cluster, int replicas) {
    cluster.patch(APPS, "StatefulSet", "db", "{spec: {replicas: " + replicas + "}}");
  }

  private static String image(EmbeddedCluster cluster, String pod) {
    return Trees.text(Trees.maps(cluster.pod(pod), "spec", "containers").getFirst(), "image");
  }

  private static Map<String, @Nullable Object> status(EmbeddedCluster cluster) {
    return Trees.map(cluster.get(APPS, "StatefulSet", "db"), "status");
  }
}
