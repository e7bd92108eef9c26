package dev.muster.scheduler.kube.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.demand.Trees;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Wish;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkloadMapTest {
  private static final String RAY =
      """
      apiVersion: ray.io/v1
      kind: RayCluster
      metadata:
        {name: tune, namespace: team, uid: u-1, creationTimestamp: "2026-05-01T10:00:00Z",
         labels: {kueue.x-k8s.io/queue-name: lq, kueue.x-k8s.io/priority-class: high}}
      spec:
        headGroupSpec: {template: {spec: {containers: [{resources: {requests: {cpu: "1500m"}}}]}}}
        workerGroupSpecs:
        - {groupName: W_1, replicas: 2, minReplicas: 2, maxReplicas: 2,
           template: {spec: {containers: [{resources: {requests: {cpu: "2", memory: 8Gi}}}]}}}
      """;
  private static final Priorities HIGH =
      Priorities.NONE.withWorkloadClasses(
          List.of(Map.of("metadata", Map.of("name", "high"), "value", 70L)));
  private static final long NOW = 1_780_000_000_000L;

  private static Gang gang(GangStatus status) {
    var kind = BareKind.find("ray.io", "RayCluster").orElseThrow();
    return BareMap.gang(
            kind, Trees.yaml(RAY), FaultToleranceDefaults.STANDARD, HIGH, Predecessors.NONE)
        .gang(Observed.NOTHING)
        .withStatus(status);
  }

  private static GangStatus waiting(Verdict verdict) {
    return GangStatus.UNSEEN.withPhase(Phase.SUSPENDED).withVerdict(verdict, NOW);
  }

  private static GangStatus admitted(Phase phase) {
    var placement = new Placement("0.head", 1, new TreeMap<>(Map.of("n", 1)));
    return GangStatus.UNSEEN
        .withPhase(phase)
        .withAdmission(new Admission("local", 1, true, List.of(placement)))
        .with(Condition.QUOTA_RESERVED, Condition.Status.TRUE, "Resuming", "", NOW);
  }

  private static Tree workload(Gang gang) {
    return Tree.lenient(WorkloadMap.object(gang, "ray.io/v1", "cq"));
  }

  /** Type, status and reason of each condition. */
  private static List<String> conditions(Gang gang) {
    return workload(gang).get("status", "conditions").items().stream()
        .map(c ->
            c.get("type").text("")
                + " "
                + c.get("status").text("")
                + " "
                + c.get("reason").text(""))
        .toList();
  }

  @Test
  void aWaitingGangIsWhatItAsksForAndWhyItWaits() {
    var verdict = new Verdict.NodesInUse(new Verdict.Shortage("0.head", 1, 0, "cpu", List.of()));
    var workload = workload(gang(waiting(verdict)));
    var metadata = workload.get("metadata");
    assertThat(metadata.get("name").text("")).matches("raycluster-tune-[0-9a-f]{8}");
    assertThat(metadata.get("namespace").text("")).isEqualTo("team");
    assertThat(metadata.get("ownerReferences").value())
        .isEqualTo(
            List.of(
                Map.of(
                    "apiVersion",
                    "ray.io/v1",
                    "kind",
                    "RayCluster",
                    "name",
                    "tune",
                    "uid",
                    "u-1",
                    "controller",
                    true)));
    assertThat(workload.get("spec").value())
        .isEqualTo(
            Trees.yaml(
                """
                queueName: lq
                priority: 70
                podSets:
                - {name: head, count: 1, template: {spec: {containers: [
                    {name: all, resources: {requests: {cpu: 1500m}}}]}}}
                - {name: w-1, count: 2, template: {spec: {containers: [
                    {name: all, resources: {requests: {cpu: "2", memory: 8Gi}}}]}}}
                """));
    var status = workload.get("status");
    assertThat(status.get("admission").isAbsent()).isTrue();
    assertThat(conditions(gang(waiting(verdict))))
        .containsExactly(
            "QuotaReserved False TopologyPlacementFailed", "Admitted False NoReservation");
    assertThat(status.get("conditions").items().getFirst().get("message").text(""))
        .isEqualTo(verdict.sentence())
        .contains("Insufficient");
  }

  @Test
  void everyVerdictHasAWordOfKueues() {
    var shortage = new Verdict.Shortage("w", 2, 1, "cpu", List.of());
    var words =
        Map.of(
            new Verdict.NodesTooSmall(shortage), "TopologyPlacementFailed",
            new Verdict.NodeQuarantined(shortage, List.of(), 0), "TopologyPlacementFailed",
            new Verdict.BehindHead(new GangId("a", "b", "c")), "WaitingForQuota",
            new Verdict.SearchLimit(9), "PendingEvaluation",
            new Verdict.HeldByUser(), "OnHold",
            new Verdict.Forbidden("no"), "Misconfigured",
            new Verdict.BadObject("p", "q"), "Misconfigured");
    words.forEach((verdict, word) ->
        assertThat(conditions(gang(waiting(verdict)))).startsWith("QuotaReserved False " + word));
    assertThat(conditions(gang(GangStatus.UNSEEN.withPhase(Phase.SUSPENDED))))
        .startsWith("QuotaReserved False PendingEvaluation");
  }

  @Test
  void admissionIsThereAsLongAsTheRoomIsKept() {
    for (var phase : List.of(Phase.RESUMING, Phase.RUNNING, Phase.RESETTING, Phase.SUSPENDING)) {
      assertThat(workload(gang(admitted(phase))).get("status", "admission").value())
          .isEqualTo(
              Trees.yaml(
                  """
                  clusterQueue: cq
                  podSetAssignments: [{name: head, count: 1}, {name: w-1, count: 2}]
                  """));
      assertThat(conditions(gang(admitted(phase))))
          .containsExactly("QuotaReserved True QuotaReserved", "Admitted True Admitted");
    }
    var over =
        admitted(Phase.SUCCEEDED)
            .with(
                Condition.QUOTA_RESERVED, Condition.Status.FALSE, "Succeeded", "all", NOW + 9_000);
    assertThat(workload(gang(over)).get("status", "admission").isAbsent()).isTrue();
    assertThat(conditions(gang(over)))
        .containsExactly(
            "QuotaReserved False Finished",
            "Admitted False NoReservation",
            "Finished True Succeeded");
  }

  @Test
  void whatIsTakenDownForAnotherTurnIsEvictedAndNotFinished() {
    var taken =
        admitted(Phase.RESETTING)
            .with(Condition.DELETING_RESOURCES, Condition.Status.TRUE, "DeletionInitiated", "", 1);
    var late =
        taken.with(
            Condition.UNHEALTHY, Condition.Status.TRUE, "InsufficientPodsReady", "1 of 3", 1);
    assertThat(conditions(gang(late))).endsWith("Evicted True PodsReadyTimeout");
    assertThat(conditions(gang(taken))).endsWith("Evicted True Requeued");
    assertThat(conditions(gang(taken.withPhase(Phase.SUSPENDING)).withWish(Wish.HOLD)))
        .endsWith("Evicted True Deactivated");
    var again = late.cleared(Condition.DELETING_RESOURCES, "DeletionComplete", "", 2);
    assertThat(conditions(gang(again.withPhase(Phase.RUNNING)))).endsWith("Evicted False Requeued");
    assertThat(conditions(gang(late.withPhase(Phase.FAILED)))).endsWith("Finished True Failed");
  }

  @Test
  void itFitsItsSchemaWhateverTheGangsStatusIs() {
    var file = "crds/kueue/workloads.kueue.x-k8s.io.yaml";
    var schema = new CrdSchema(Manifests.read(file).getFirst());
    var used = new TreeSet<String>();
    for (long seed = 0; seed < 500; seed++) {
      var object = WorkloadMap.object(gang(Statuses.of(seed)), "ray.io/v1", "cq");
      assertThat(schema.problems("spec", object.get("spec"), used)).isEmpty();
      assertThat(schema.problems("status", object.get("status"), used)).as("" + seed).isEmpty();
    }
    var declared = new TreeSet<>(schema.fields().keySet());
    declared.removeAll(List.of("", "apiVersion", "kind", "metadata"));
    used.removeIf(path -> path.startsWith("spec.podSets[].template."));
    assertThat(used).isEqualTo(declared);
  }

  @Test
  void namesAreNamesAndTellObjectsApart() {
    var names = new HashSet<String>();
    for (var name : List.of("a", "a.b-c", "x".repeat(253), "y".repeat(199) + ".z")) {
      for (var uid : List.of("u", "v")) {
        var made = WorkloadMap.name("PyTorchJob", new GangId("ns", name, uid));
        assertThat(made).hasSizeLessThanOrEqualTo(253).matches("[a-z0-9]([-.a-z0-9]*[a-z0-9])?");
        assertThat(made)
            .doesNotContain(".-")
            .isEqualTo(WorkloadMap.name("PyTorchJob", new GangId("ns", name, uid)));
        names.add(made);
      }
    }
    assertThat(names).hasSize(8);
  }

  @Test
  void podSetsThatBecomeNamesakesAreToldApart() {
    var text =
        RAY.replace(
            "  - {groupName: W_1,",
            "  - {groupName: w.1, replicas: 1,"
                + " template: {spec: {containers: [{resources: {requests: {cpu: 1}}}]}}}\n  - {groupName: W_1,");
    var kind = BareKind.find("ray.io", "RayCluster").orElseThrow();
    var gang =
        BareMap.gang(
                kind,
                Trees.yaml(text),
                FaultToleranceDefaults.STANDARD,
                Priorities.NONE,
                Predecessors.NONE)
            .gang(Observed.NOTHING);
    assertThat(workload(gang).get("spec", "podSets").items())
        .extracting(podSet -> podSet.get("name").text(""))
        .containsExactly("head", "w-1", "podset-2");
  }

  @Test
  void aDigestChangesWithWhatIsWrittenAndWithNothingElse() {
    var object = WorkloadMap.object(gang(admitted(Phase.RUNNING)), "ray.io/v1", "cq");
    var digest = WorkloadMap.digest(object);
    var stored = copy(object);
    part(stored, "metadata").put("resourceVersion", "7");
    assertThat(WorkloadMap.digest(stored)).isEqualTo(digest);
    part(stored, "spec").put("active", false);
    assertThat(WorkloadMap.digest(stored).object()).isNotEqualTo(digest.object());
    assertThat(WorkloadMap.digest(stored).status()).isEqualTo(digest.status());
    stored = copy(object);
    part(stored, "status").put("admission", null);
    assertThat(WorkloadMap.digest(stored).object()).isEqualTo(digest.object());
    assertThat(WorkloadMap.digest(stored).status()).isNotEqualTo(digest.status());
    assertThat(WorkloadMap.isOurs(object)).isTrue();
    part(stored, "metadata").remove("labels");
    assertThat(WorkloadMap.isOurs(stored)).isFalse();
    assertThat(WorkloadMap.digest(stored).object()).isNotEqualTo(digest.object());
  }

  private static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> object) {
    var copy = new LinkedHashMap<String, @Nullable Object>(object);
    for (var field : List.of("metadata", "spec", "status")) {
      copy.put(field, new LinkedHashMap<String, @Nullable Object>(part(object, field)));
    }
    return copy;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> part(
      Map<String, @Nullable Object> of, String field) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(of.get(field));
  }

  @Test
  void whateverIsStoredCanBeRead() {
    Object deep = "end";
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    assertThat(WorkloadMap.digest(Map.of("spec", deep, "metadata", 7)))
        .isNotEqualTo(WorkloadMap.digest(Map.of("metadata", List.of())));
    assertThat(LocalQueueMap.view(Map.of("spec", "x", "status", 1)).clusterQueue()).isEmpty();
  }

  @Test
  void theStatusOfAQueueFitsItsSchemaAndKeepsItsTime() {
    var file = "crds/kueue/localqueues.kueue.x-k8s.io.yaml";
    var schema = new CrdSchema(Manifests.read(file).getFirst());
    var object =
        Trees.yaml("{metadata: {name: lq, namespace: ns, uid: u}, spec: {clusterQueue: cq}}");
    var counts = new LocalQueueMap.Counts(2, 1);
    var status = LocalQueueMap.status(LocalQueueMap.view(object), counts, NOW);
    assertThat(schema.problems("status", status, new TreeSet<>())).isEmpty();
    assertThat(status).containsEntry("pendingWorkloads", 2L).containsEntry("flavors", List.of());
    object.put("status", status);
    assertThat(LocalQueueMap.status(LocalQueueMap.view(object), counts, NOW + 60_000))
        .isEqualTo(status);
  }

  @Test
  void theClassOfItsLabelIsItsPriorityIfThereIsSuchAClass() {
    assertThat(gang(GangStatus.UNSEEN).spec().priority()).isEqualTo(70);
    var object =
        Trees.yaml(
            """
            metadata: {labels: {kueue.x-k8s.io/priority-class: high}}
            spec:
              mcad: {priority: 3}
              components:
              - template: {apiVersion: v1, kind: Pod, spec: {priorityClassName: pods, containers: [{}]}}
            """);
    var pods = new Priorities(new TreeMap<>(Map.of("pods", 11)), 5);
    var both =
        pods.withWorkloadClasses(List.of(Map.of("metadata", Map.of("name", "high"), "value", 70L)));
    assertThat(priority(object, both)).isEqualTo(70);
    assertThat(priority(object, pods)).isEqualTo(3);
    part(object, "spec").remove("mcad");
    assertThat(priority(object, pods)).isEqualTo(11);
  }

  private static int priority(Map<String, @Nullable Object> object, Priorities priorities) {
    return GangMap.gang(object, FaultToleranceDefaults.STANDARD, priorities).spec().priority();
  }
}
