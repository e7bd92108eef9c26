package dev.muster.simulations.live.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.EmbeddedCluster;
import dev.muster.simulations.live.operators.Operators;
import org.junit.jupiter.api.Test;

final class WatchdogTest {
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

  private final EmbeddedCluster cluster = EmbeddedCluster.bare("2x96cpu+8gpu");
  private final Watchdog watchdog;

  WatchdogTest() {
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
            cluster.store,
            cluster.loop::monotonic,
            Settings.DEFAULT.withReactionMillis(0).withSchedulerUser("muster"));
  }

  /** A gang of one RayCluster: a head without GPUs and {@code workers} with so many each. */
  private void gang(String name, int workers, String gpus, String priority) {
    cluster.create(
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata:
          name: %1$s
          annotations:
            workload.codeflare.dev.appwrapper/admissionGracePeriodDuration: 10s
            workload.codeflare.dev.appwrapper/warmupGracePeriodDuration: 1m
        spec:
          components:
          - template:
              apiVersion: ray.io/v1
              kind: RayCluster
              metadata: {name: %1$s}
              spec: %2$s
        """
            .formatted(name, raySpec(workers, gpus, priority)));
    phase(name, "Suspended");
  }

  private static String raySpec(int workers, String gpus, String priority) {
    String pod =
        "{metadata: {annotations: {demo.muster.dev/run-seconds: '20'}}, spec: {%s, containers:"
            + " [{name: main, image: ray, resources: {requests: {cpu: 1%s}}}]}}";
    String named = "priorityClassName: '%s'".formatted(priority);
    return "{headGroupSpec: {template: %s}, workerGroupSpecs: [{groupName: gpu, replicas: %d,"
            .formatted(pod.formatted(named, ""), workers)
        + " template: %s}]}".formatted(pod.formatted(named, ", nvidia.com/gpu: " + gpus));
  }

  private void phase(String gang, String phase) {
    cluster.patchStatus(GANG, "AppWrapper", gang, "{phase: %s}".formatted(phase));
  }

  private void admit(String gang, int epoch, String headNode, String workerNodes) {
    cluster.patchStatus(
        GANG,
        "AppWrapper",
        gang,
        "{phase: Resuming, admission: {cluster: local, attempt: %d, podSets: %s}}"
            .formatted(epoch, podSets(headNode, workerNodes)));
  }

  private void intend(String gang, int epoch, String headNode, String workerNodes) {
    cluster.patchStatus(
        "muster.dev/v1",
        "Cluster",
        "local",
        "{ledger: {term: 1, intents: [{uid: %s, epoch: %d, podSets: %s}]}}"
            .formatted(uid(gang), epoch, podSets(headNode, workerNodes)));
  }

  private static String podSets(String headNode, String workerNodes) {
    return "[{name: 0.head, count: 1, nodes: {%s: 1}}, {name: 0.gpu, nodes: {%s}}]"
        .formatted(headNode, workerNodes);
  }

  private String uid(String gang) {
    return Trees.uid(cluster.get(GANG, "AppWrapper", gang));
  }

  private void createChild(String gang, int workers, String gpus) {
    cluster.create(
        """
        apiVersion: ray.io/v1
        kind: RayCluster
        metadata:
          name: %1$s
          labels: {workload.codeflare.dev/appwrapper: %1$s}
          ownerReferences:
          - {apiVersion: %2$s, kind: AppWrapper, name: %1$s, uid: %3$s, controller: true}
        spec: %4$s
        """
            .formatted(gang, GANG, uid(gang), raySpec(workers, gpus, "")));
  }

  private void pod(String name, String gpus) {
    cluster.create(
        "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {containers: [{name: main,"
                .formatted(name)
            + " image: busybox, resources: {requests: {nvidia.com/gpu: %s}}}]}}".formatted(gpus));
  }

  @Test
  void aGangThatRunsAsPromisedIsNoViolation() {
    Operators.start(
        cluster.store, cluster.loop, dev.muster.simulations.live.operators.Settings.DEFAULT);
    gang("a", 2, "8", "");
    gang("b", 2, "8", "");
    intend("a", 1, "node-00", "node-00: 1, node-01: 1");
    admit("a", 1, "node-00", "node-00: 1, node-01: 1");
    cluster.patchStatus("muster.dev/v1", "Cluster", "local", "{ledger: {term: 1, intents: []}}");
    createChild("a", 2, "8");
    cluster.loop.runFor(5_000);
    phase("a", "Running");
    cluster.loop.runFor(60_000);
    assertThat(cluster.podsIn("Succeeded")).hasSize(3);
    phase("a", "Succeeded");
    intend("b", 1, "node-00", "node-00: 1, node-01: 1");

    var report = watchdog.report();
    assertThat(report.violations()).isEmpty();
    assertThat(report.checked()).isGreaterThanOrEqualTo(report.writes());
    assertThat(report.writes()).isGreaterThan(20);
    assertThat(report)
        .isEqualTo(
            new Report(report.writes(), report.checked(), 0, 0, 0, 0, 0, java.util.List.of()));
  }

  @Test
  void aPodBoundOntoAFullNodeIsFound() {
    pod("first", "8");
    pod("second", "1");
    cluster.bind("first", "node-00");
    assertThat(watchdog.report().overcommits()).isZero();
    cluster.bind("second", "node-00");

    assertThat(watchdog.report().overcommits()).isEqualTo(1);
    assertThat(watchdog.report().violations())
        .singleElement()
        .asString()
        .matches(
            "OVERCOMMIT at version [0-9]+: pod default/second: node node-00: nvidia.com/gpu taken"
                + " and promised 9000 of 8000");
  }

  @Test
  void anAdmissionThatPromisesTooMuchIsFound() {
    gang("a", 2, "8", "");
    admit("a", 1, "node-00", "node-00: 2");
    assertThat(watchdog.report().overcommits()).isEqualTo(1);
    assertThat(watchdog.report().violations().getFirst()).contains("default/a", "node-00");
  }

  @Test
  void aLedgerThatPromisesWhatIsPromisedAlreadyIsFound() {
    gang("a", 1, "8", "");
    gang("b", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    intend("b", 1, "node-00", "node-00: 1");
    assertThat(watchdog.report().overcommits()).isEqualTo(1);
    assertThat(watchdog.report().violations().getFirst()).contains("ledger", "default/b");
  }

  @Test
  void anotherSPodThatTakesPromisedRoomIsNotTheSchedulersFault() {
    gang("a", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    pod("stray", "1");
    cluster.bind("stray", "node-00");
    assertThat(watchdog.report().violationCount()).isZero();
    assertThat(watchdog.report().outside()).isEqualTo(1);
  }

  private void childPod(String gang, String name, String labels) {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          labels: {workload.codeflare.dev/appwrapper: %s%s}
          ownerReferences:
          - {apiVersion: %s, kind: AppWrapper, name: %s, uid: %s, controller: true}
        spec: {containers: [{name: main, image: x, resources: {requests: {nvidia.com/gpu: 8}}}]}
        """
            .formatted(name, gang, labels, GANG, gang, uid(gang)));
  }

  @Test
  void aPodThatNobodyWasThereToHoldMayLandOnPromisedRoom() {
    gang("a", 1, "8", "");
    gang("b", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    admit("b", 1, "node-01", "node-01: 1");
    childPod("a", "loose", ", muster.dev/place: a");
    cluster.bind("loose", "node-01");
    assertThat(watchdog.report().violationCount()).isZero();
    assertThat(watchdog.report().outside()).isEqualTo(1);
  }

  @Test
  void aPodThatIsToGoAnywhereMayNot() {
    gang("a", 1, "8", "");
    gang("b", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    admit("b", 1, "node-01", "node-01: 1");
    childPod("a", "free", "");
    cluster.bind("free", "node-01");
    assertThat(watchdog.report().overcommits()).isEqualTo(1);
  }

  @Test
  void aGangThatStaysPartlyPlacedIsFoundOnceItsGraceIsOver() {
    gang("a", 2, "8", "");
    admit("a", 1, "node-00", "node-00: 1, node-01: 1");
    createChild("a", 2, "8");
    phase("a", "Running");
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: a-head
          labels: {ray.io/node-type: head}
          ownerReferences:
          - {apiVersion: ray.io/v1, kind: RayCluster, name: a, uid: %s, controller: true}
        spec: {containers: [{name: main, image: ray, resources: {requests: {cpu: 1}}}]}
        """
            .formatted(Trees.uid(cluster.get("ray.io/v1", "RayCluster", "a"))));
    cluster.bind("a-head", "node-00");
    cluster.loop.runFor(70_000);
    assertThat(watchdog.report().partialAdmissions()).isZero();
    cluster.loop.runFor(10);

    assertThat(watchdog.report().partialAdmissions()).isEqualTo(1);
    assertThat(watchdog.report().violations().getFirst())
        .contains("default/a has 1 of 3 pods on nodes");
  }

  @Test
  void aGangThatOvertakesABetterOneThatWouldFitIsFound() {
    gang("low", 1, "8", "");
    gang("urgent", 1, "8", "high");
    intend("low", 1, "node-00", "node-00: 1");

    assertThat(watchdog.report().violations())
        .singleElement()
        .asString()
        .contains("ORDER", "default/low was admitted while default/urgent");
  }

  private Watchdog whereLowIsListedThoughUrgentWaits() {
    var lagging =
        new Watchdog(
            cluster.store, cluster.loop::monotonic, Settings.DEFAULT.withReactionMillis(2_000));
    gang("urgent", 1, "8", "high");
    gang("low", 1, "8", "");
    cluster.loop.runFor(5_000);
    intend("low", 1, "node-00", "node-00: 1");
    return lagging;
  }

  @Test
  void gangsThatAreAdmittedTogetherMayBecomeSoInAnyOrder() {
    var lagging = whereLowIsListedThoughUrgentWaits();
    cluster.loop.runFor(1_900);
    intend("urgent", 1, "node-01", "node-01: 1");
    cluster.loop.runFor(5_000);

    assertThat(lagging.report().violations()).isEmpty();
  }

  @Test
  void aGangThatStillWaitsAWhileAfterItWasOvertakenIsFound() {
    var lagging = whereLowIsListedThoughUrgentWaits();
    cluster.loop.runFor(2_000);

    assertThat(lagging.report().violations()).singleElement().asString().startsWith("ORDER");
  }

  @Test
  void roomThatCameAMomentAgoCountsAsFarAsItWasGivenAway() {
    var lagging =
        new Watchdog(
            cluster.store, cluster.loop::monotonic, Settings.DEFAULT.withReactionMillis(2_000));
    pod("first", "8");
    pod("second", "8");
    cluster.bind("first", "node-00");
    cluster.bind("second", "node-01");
    gang("large", 2, "8", "high");
    gang("urgent", 1, "4", "high");
    gang("low", 1, "8", "");
    cluster.loop.runFor(5_000);
    cluster.deleteNow("first");
    cluster.deleteNow("second");
    intend("low", 1, "node-00", "node-00: 1");
    cluster.loop.runFor(2_000);

    // The large one would need the room of the second pod too, which nobody may have seen free yet.
    assertThat(lagging.report().violations())
        .singleElement()
        .asString()
        .contains("default/low was admitted while default/urgent");
  }

  @Test
  void theOlderOfEqualPriorityComesFirstButNotWithinOneSecond() {
    gang("old", 1, "8", "");
    gang("old-too", 1, "8", "");
    cluster.loop.runFor(2_000);
    gang("young", 1, "8", "");
    intend("old-too", 1, "node-00", "node-00: 1");
    assertThat(watchdog.report().violationCount()).isZero();
    admit("old-too", 1, "node-00", "node-00: 1");
    admit("young", 1, "node-01", "node-01: 1");
    assertThat(watchdog.report().violations())
        .singleElement()
        .asString()
        .contains("default/young was admitted while default/old,");
  }

  @Test
  void aBetterGangThatDoesNotFitOrIsHeldOrUnreadableMayBeOvertaken() {
    gang("large", 3, "8", "high");
    gang("held", 1, "8", "high");
    cluster.patch(GANG, "AppWrapper", "held", "{spec: {suspend: true}}");
    gang("broken", 1, "banana", "high");
    gang("small", 1, "8", "");
    intend("small", 1, "node-00", "node-00: 1");

    assertThat(watchdog.report().violations()).isEmpty();
    assertThat(watchdog.report().undecided()).isZero();
  }

  @Test
  void whatOutlivesItsGangByTwoSweepsIsFound() {
    gang("a", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    createChild("a", 1, "8");
    cluster.delete(GANG, "AppWrapper", "a");
    cluster.loop.runFor(100_000);
    assertThat(watchdog.report().violationCount()).isZero();
    cluster.loop.runFor(30_000);

    assertThat(watchdog.report().violations())
        .containsExactly(
            "ORPHAN at version %d: RayCluster default/a outlived its gang by two sweeps"
                .formatted(cluster.store.version()));
  }

  @Test
  void aChildOfAGangThatWasNotAdmittedIsFound() {
    gang("a", 1, "8", "");
    createChild("a", 1, "8");
    assertThat(watchdog.report().violations().getFirst())
        .contains("UNADMITTED", "RayCluster default/a was created for default/a");
  }

  @Test
  void aGangThatIsBackInTheQueueWithItsObjectsIsFound() {
    gang("a", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    createChild("a", 1, "8");
    phase("a", "Suspending");
    phase("a", "Suspended");
    assertThat(watchdog.report().violations().getFirst())
        .contains("default/a became Suspended while its RayCluster default/a exists");
  }

  @Test
  void aNinthPhaseIsFound() {
    gang("a", 1, "8", "");
    phase("a", "Napping");
    assertThat(watchdog.report().violations().getFirst())
        .contains("LOST", "default/a has phase 'Napping'");
  }

  @Test
  void aGangThatTheSchedulerDeletesIsFound() {
    gang("a", 1, "8", "");
    gang("b", 1, "8", "");
    cluster.delete(GANG, "AppWrapper", "a");
    assertThat(watchdog.report().violationCount()).isZero();
    cluster.deleteAs("muster", GANG, "AppWrapper", "b");
    assertThat(watchdog.report().violations().getFirst())
        .contains("LOST", "default/b was deleted by the scheduler itself");
  }

  @Test
  void aLedgerThatGivesAPlaceToAnotherInOneWriteIsNoViolation() {
    gang("a", 1, "8", "");
    gang("b", 1, "8", "");
    intend("a", 1, "node-00", "node-00: 1");
    intend("b", 1, "node-00", "node-00: 1");
    assertThat(watchdog.report().violations()).isEmpty();
  }

  @Test
  void roomThatAGangOnItsWayOutStillClaimsIsNotHeldAgainstAnAdmission() {
    gang("leaving", 1, "8", "");
    admit("leaving", 1, "node-00", "node-00: 1");
    gang("urgent", 2, "8", "high");
    gang("small", 1, "8", "");
    String leaving = "{phase: Suspending, conditions: [{type: QuotaReserved, status: '%s'}]}";
    cluster.patchStatus(GANG, "AppWrapper", "leaving", leaving.formatted("True"));
    intend("small", 1, "node-01", "node-01: 1");
    assertThat(watchdog.report().violations()).isEmpty();

    cluster.patchStatus(GANG, "AppWrapper", "leaving", leaving.formatted("False"));
    cluster.loop.runFor(10);
    intend("small", 2, "node-01", "node-01: 1");
    assertThat(watchdog.report().violations()).hasSize(1);
  }

  @Test
  void roomOfAnAttemptThatIsStillShownIsClaimedWhenTheNextOneIsDecided() {
    gang("a", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    cluster.patchStatus(
        GANG, "AppWrapper", "a", "{conditions: [{type: QuotaReserved, status: 'True'}]}");
    gang("urgent", 2, "8", "high");
    gang("small", 1, "8", "");
    cluster.loop.runFor(10);
    intend("a", 2, "node-01", "node-01: 1");
    cluster.patchStatus(GANG, "AppWrapper", "a", "{resets: 1}");
    assertThat(watchdog.report().violations()).isEmpty();
  }

  @Test
  void aGangThatIsTriedAgainInItsOwnRoomOvertakesNobody() {
    gang("a", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    phase("a", "Resetting");
    gang("urgent", 2, "8", "high");
    cluster.loop.runFor(10);
    admit("a", 2, "node-00", "node-00: 1");
    cluster.patchStatus(GANG, "AppWrapper", "a", "{resets: 1}");
    assertThat(watchdog.report().violations()).isEmpty();
  }

  @Test
  void aPodOfAnotherAttemptRedeemsNoPromise() {
    gang("a", 1, "8", "");
    admit("a", 2, "node-01", "node-01: 1");
    var worker = ", ray.io/node-type: worker, ray.io/group: gpu";
    childPod("a", "late", worker + ", muster.dev/epoch: '1'");
    cluster.bind("late", "node-00");
    gang("b", 1, "8", "");
    intend("b", 1, "node-01", "node-01: 1");
    assertThat(watchdog.report().violations())
        .singleElement()
        .asString()
        .contains("OVERCOMMIT", "node-01: nvidia.com/gpu taken and promised 16000 of 8000");
  }

  @Test
  void anObserverThatComesLaterSeesTheSame() {
    gang("a", 1, "8", "");
    admit("a", 1, "node-00", "node-00: 1");
    createChild("a", 1, "8");
    var late = new Watchdog(cluster.store, cluster.loop::monotonic, Settings.DEFAULT);
    pod("stray", "8");
    cluster.bind("stray", "node-00");
    gang("b", 1, "1", "");
    admit("b", 1, "node-00", "node-00: 1");
    assertThat(late.report().outside()).isEqualTo(1);
    assertThat(late.report().violations()).isEqualTo(watchdog.report().violations()).hasSize(1);
  }
}
