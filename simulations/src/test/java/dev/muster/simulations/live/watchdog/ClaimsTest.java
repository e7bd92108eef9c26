package dev.muster.simulations.live.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.EmbeddedCluster;
import org.junit.jupiter.api.Test;

/** A gang is overtaken for room that is free, and not for what a Job of its own still claims. */
final class ClaimsTest {
  private static final String GANG = "workload.codeflare.dev/v1beta2";
  private static final String CUSTOM_KIND =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: %2$s.%1$s}
      spec:
        group: %1$s
        scope: %4$s
        names: {kind: %3$s, plural: %2$s}
        versions:
        - name: %5$s
          served: true
          storage: true
          subresources: {status: {}}
          schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      """;
  private static final String POD =
      "{spec: {restartPolicy: Never, containers:"
          + " [{name: main, image: x, resources: {limits: {nvidia.com/gpu: %d}}}]}}";
  private static final String HOLDS =
      "{\"phase\":\"Running\",\"conditions\":[{\"type\":\"QuotaReserved\",\"status\":\"%s\"}],"
          + "\"admission\":{\"attempt\":1,\"podSets\":"
          + "[{\"name\":\"main\",\"count\":1,\"nodes\":{\"node-00\":1}}]}}";

  private final EmbeddedCluster cluster = EmbeddedCluster.bare("2x96cpu+8gpu");
  private final Watchdog watchdog;

  ClaimsTest() {
    cluster.create(
        CUSTOM_KIND.formatted(
            "workload.codeflare.dev", "appwrappers", "AppWrapper", "Namespaced", "v1beta2"));
    cluster.create(CUSTOM_KIND.formatted("muster.dev", "clusters", "Cluster", "Cluster", "v1"));
    cluster.create("{apiVersion: muster.dev/v1, kind: Cluster, metadata: {name: local}}");
    cluster.create(
        "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high},"
            + " value: 10}");
    watchdog =
        new Watchdog(
            cluster.store, cluster.loop::monotonic, Settings.DEFAULT.withReactionMillis(0));
    job(HOLDS.formatted("True"));
    gang("urgent", "high", 8, 8);
    gang("small", "", 8);
    cluster.loop.runFor(10);
  }

  /** One that nothing wraps, of one pod of four GPUs. */
  private void job(String status) {
    cluster.create(
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: alone
          labels: {kueue.x-k8s.io/queue-name: research}
          annotations: {muster.dev/status: '%s'}
        spec: {parallelism: 1, completions: 1, template: %s}
        """
            .formatted(status, POD.formatted(4)));
  }

  private void says(String status) {
    cluster.patch(
        "batch/v1",
        "Job",
        "alone",
        "{metadata: {annotations: {muster.dev/status: '%s'}}}".formatted(status));
  }

  /** Pods of so many GPUs, each wrapped by itself. */
  private void gang(String name, String priority, int... gpus) {
    var components = new StringBuilder();
    for (int i = 0; i < gpus.length; i++) {
      components.append(
          """
            - template:
                apiVersion: v1
                kind: Pod
                metadata: {name: %s-%d}
                spec:
                  priorityClassName: '%s'
                  containers: [{name: main, image: x, resources: {limits: {nvidia.com/gpu: %d}}}]
          """
              .formatted(name, i, priority, gpus[i]));
    }
    cluster.create(
        "apiVersion: %s\nkind: AppWrapper\nmetadata: {name: %s}\nspec:\n  components:\n%s"
            .formatted(GANG, name, components));
    cluster.patchStatus(GANG, "AppWrapper", name, "{phase: Suspended}");
  }

  private void smallIsAdmitted(int epoch, String besides) {
    var uid = Trees.uid(cluster.get(GANG, "AppWrapper", "small"));
    ledger(
        "{uid: %s, epoch: %d, podSets: [{name: 0.main, nodes: {node-01: 1}}]}%s"
            .formatted(uid, epoch, besides));
  }

  private void ledger(String intents) {
    cluster.patchStatus(
        "muster.dev/v1",
        "Cluster",
        "local",
        "{ledger: {term: 1, intents: [%s]}}".formatted(intents));
  }

  private String job() {
    return Trees.uid(cluster.get("batch/v1", "Job", "alone"));
  }

  @Test
  void whatAJobStillHoldsIsNotHeldAgainstAnAdmissionThoughItsPodsAreGone() {
    smallIsAdmitted(1, "");
    assertThat(watchdog.report().violations()).isEmpty();
  }

  @Test
  void whatItDoesNotHoldAnyMoreIs() {
    says(HOLDS.formatted("False"));
    cluster.loop.runFor(10);
    smallIsAdmitted(1, "");
    assertThat(watchdog.report().violations()).singleElement().asString().startsWith("ORDER");
  }

  @Test
  void whatItGaveBackInTheSameMomentIsNot() {
    says(HOLDS.formatted("False"));
    smallIsAdmitted(1, "");
    assertThat(watchdog.report().violations()).isEmpty();
  }

  @Test
  void whatAJobThatIsGoneHeldIs() {
    cluster.delete("batch/v1", "Job", "alone");
    cluster.loop.runFor(10);
    smallIsAdmitted(1, "");
    assertThat(watchdog.report().violations()).singleElement().asString().startsWith("ORDER");
  }

  @Test
  void whatTheLedgerGivesToAJobIsNot() {
    says(HOLDS.formatted("False"));
    cluster.loop.runFor(10);
    smallIsAdmitted(
        1, ", {uid: %s, epoch: 2, podSets: [{name: main, nodes: {node-00: 1}}]}".formatted(job()));
    assertThat(watchdog.report().violations()).isEmpty();
  }

  @Test
  void aJobWithItsPodOnTheNodeClaimsNothingBesides() {
    gang("rest", "high", 8, 4);
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: alone-1
          ownerReferences:
          - {apiVersion: batch/v1, kind: Job, name: alone, uid: %s, controller: true}
        spec: {containers: [{name: main, image: x, resources: {limits: {nvidia.com/gpu: 4}}}]}
        """
            .formatted(job()));
    cluster.bind("alone-1", "node-00");
    cluster.loop.runFor(10);
    smallIsAdmitted(1, "");
    assertThat(watchdog.report().violations()).singleElement().asString().contains("default/rest");
  }
}
