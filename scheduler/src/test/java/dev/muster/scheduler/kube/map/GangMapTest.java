package dev.muster.scheduler.kube.map;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.FaultTolerance;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GangMapTest {
  private static final String POD =
      "spec: {components: [{template: {apiVersion: v1, kind: Pod, metadata: {name: p}, "
          + "spec: {priorityClassName: high, containers: [{resources: {requests: {cpu: 1}}}]}}}]}";

  private static GangView read(String text) {
    return GangMap.gang(yaml(text), FaultToleranceDefaults.STANDARD, Priorities.NONE);
  }

  private static FaultTolerance tolerance(String annotations) {
    var prefix = "workload.codeflare.dev.appwrapper/";
    var prefixed = annotations.replaceAll("(\\w+):", prefix + "$1:");
    return read("{metadata: {annotations: {" + prefixed + "}}}").spec().faultTolerance();
  }

  private static Wish wish(String metadata, String spec) {
    return read("{metadata: {" + metadata + "}, spec: {components: [], " + spec + "}}").wish();
  }

  @Test
  void appWrapperBecomesAGang() {
    var priorities = new Priorities(new TreeMap<>(Map.of("high", 1000)), 5);
    var view =
        GangMap.gang(
            yaml(
                """
                metadata:
                  namespace: team-a
                  name: tune
                  uid: u1
                  creationTimestamp: '2023-11-14T22:13:20Z'
                  labels: {kueue.x-k8s.io/queue-name: lq, kueue.x-k8s.io/max-exec-time-seconds: '90'}
                  finalizers: [other, workload.codeflare.dev/finalizer]
                """
                    + POD),
            FaultToleranceDefaults.STANDARD,
            priorities);
    var id = new GangId("team-a", "tune", "u1");
    var d = FaultTolerance.DEFAULT;
    var spec =
        new Gang.Spec(
            "AppWrapper",
            "lq",
            1000,
            1_700_000_000_000L,
            new Demand.Readable(
                List.of(
                    new PodSet(
                        "0.main",
                        0,
                        "template",
                        1,
                        Resources.of("cpu", 1000),
                        Constraints.NONE,
                        true,
                        "high"))),
            new FaultTolerance(
                d.admissionGrace(),
                d.warmupGrace(),
                d.failureGrace(),
                d.retryPause(),
                d.retryLimit(),
                d.forcefulDeletionGrace(),
                d.deletionOnFailureGrace(),
                d.successTtl(),
                90_000,
                List.of(),
                List.of()),
            List.of(
                new ComponentStatus(
                    "p",
                    "Pod",
                    "v1",
                    List.of(new ComponentStatus.EffectivePodSet("template", 1)),
                    new TreeMap<>())));
    assertThat(view)
        .isEqualTo(
            new GangView(
                id,
                spec,
                Wish.RUN,
                GangStatus.UNSEEN,
                true,
                new Ranking("", OptionalInt.empty(), "high"),
                Optional.empty(),
                false));
    assertThat(view.gang(Observed.NOTHING))
        .isEqualTo(new Gang(id, spec, Wish.RUN, GangStatus.UNSEEN, Observed.NOTHING));
  }

  @Test
  void unknownOrNoPriorityClassGivesTheDefaultClass() {
    var priorities =
        Priorities.NONE.withPodClasses(
            List.of(
                yaml("{metadata: {name: std}, value: 7, globalDefault: true}"),
                yaml("{metadata: {name: low}, value: -3}")));
    assertThat(
            GangMap.gang(yaml(POD), FaultToleranceDefaults.STANDARD, priorities).spec().priority())
        .isEqualTo(7);
    assertThat(priorities.of("low")).isEqualTo(-3);
    assertThat(priorities.of("")).isEqualTo(7);
    assertThat(Priorities.NONE.of("std")).isZero();
  }

  @Test
  void malformedGracePeriodsFallBackAndOthersAreClampedToTheirCeiling() {
    var d = FaultTolerance.DEFAULT;
    var tolerance =
        tolerance(
            "admissionGracePeriodDuration: 222badTime, retryLimit: abc, "
                + "warmupGracePeriodDuration: -10m, failureGracePeriodDuration: 48h, "
                + "successTTLDuration: 500h");
    assertThat(tolerance)
        .isEqualTo(
            new FaultTolerance(
                d.admissionGrace(),
                0,
                24 * 3_600_000L,
                d.retryPause(),
                d.retryLimit(),
                d.forcefulDeletionGrace(),
                d.deletionOnFailureGrace(),
                d.successTtl(),
                0,
                List.of(),
                List.of()));
  }

  @Test
  void exitCodeListsSkipWhatIsNoInteger() {
    var tolerance =
        tolerance("terminalExitCodes: '3,10,abc,42', retryableExitCodes: 'x,10, 20,99999999999'");
    assertThat(tolerance.terminalExitCodes()).containsExactly(3, 10, 42);
    assertThat(tolerance.retryableExitCodes()).containsExactly(10, 20);
  }

  @Test
  void anExitCodeIsListedOnceHoweverOftenItIsNamed() {
    var codes = ",".repeat(100_000) + "7,".repeat(50_000) + "+8,--9,\u0661";
    assertThat(tolerance("terminalExitCodes: '" + codes + "'").terminalExitCodes())
        .containsExactly(7, 8);
  }

  @Test
  void gangSetsItsOwnPeriods() {
    var tolerance =
        tolerance(
            "admissionGracePeriodDuration: 5s, warmupGracePeriodDuration: 1.5h, "
                + "failureGracePeriodDuration: '0', retryPausePeriodDuration: 1m30s, "
                + "retryLimit: '7', forcefulDeletionGracePeriodDuration: 300ms, "
                + "deletionOnFailureGracePeriodDuration: 1h, successTTLDuration: 5s");
    assertThat(tolerance)
        .isEqualTo(
            new FaultTolerance(
                5000, 5_400_000, 0, 90_000, 7, 300, 3_600_000, 5000, 0, List.of(), List.of()));
  }

  @Test
  void successTtlIsOnlyShortenedNeverToNothing() {
    long standard = FaultTolerance.DEFAULT.successTtl();
    assertThat(tolerance("successTTLDuration: '0'").successTtl()).isEqualTo(standard);
    assertThat(tolerance("successTTLDuration: -1h").successTtl()).isEqualTo(standard);
    assertThat(tolerance("successTTLDuration: 1h").successTtl()).isEqualTo(3_600_000);
  }

  @Test
  void configurationThatContradictsItselfIsRefused() {
    assertThat(FaultToleranceDefaults.STANDARD.problems()).isEmpty();
    var bad =
        new FaultTolerance(
            400_000, 300_000, 60_000, 90_000, 3, 700_000, 0, 0, 0, List.of(), List.of());
    assertThat(new FaultToleranceDefaults(bad, 600_000).problems())
        .containsExactly(
            "deletionGracePeriod 11m40s is longer than gracePeriodCeiling 10m0s",
            "admissionGracePeriod 6m40s is longer than warmupGracePeriod 5m0s",
            "successTTLCeiling must be longer than 0, is 0s");
  }

  @Test
  void suspendIsAHoldUnlessKueueLeftIt() {
    assertThat(wish("name: a", "suspend: true")).isEqualTo(Wish.HOLD);
    assertThat(wish("name: a", "suspend: false")).isEqualTo(Wish.RUN);
    var kueue =
        "managedFields: [{manager: kubectl, fieldsV1: {'f:spec': {'f:suspend': {}}}}, "
            + "{manager: kueue-admission, fieldsV1: {'f:spec': {'f:%s': {}}}}]";
    assertThat(wish(kueue.formatted("suspend"), "suspend: true")).isEqualTo(Wish.RUN);
    assertThat(wish(kueue.formatted("components"), "suspend: true")).isEqualTo(Wish.HOLD);
  }

  @Test
  void deletedGangIsToBeTakenDown() {
    assertThat(wish("deletionTimestamp: '2023-11-14T22:13:20Z'", "suspend: true"))
        .isEqualTo(Wish.DELETE);
  }

  @Test
  void gangThatSomebodyElseManagesIsLeftAlone() {
    var other = "managedBy: kueue.x-k8s.io/multikueue";
    assertThat(wish("name: a", other)).isEqualTo(Wish.LEAVE_ALONE);
    assertThat(wish("deletionTimestamp: '2023-11-14T22:13:20Z'", other))
        .isEqualTo(Wish.LEAVE_ALONE);
    assertThat(wish("name: a", "managedBy: workload.codeflare.dev/appwrapper-controller"))
        .isEqualTo(Wish.RUN);
  }

  @Test
  void unreadableOrTooDeepObjectIsStillAGang() {
    var bad =
        read(
            "{metadata: {name: b}, spec: {components: [{template: {apiVersion: v1, kind: Pod, spec: {containers: 3}}}]}}");
    assertThat(bad.spec().demand())
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].template.spec.containers", "is a number, must be a list"));
    @Nullable Object deep = null;
    for (int i = 0; i < 50_000; i++) {
      deep = new ArrayList<>(java.util.Collections.singletonList(deep));
    }
    var hostile = new HashMap<String, @Nullable Object>();
    hostile.put("metadata", deep);
    hostile.put("status", deep);
    hostile.put("spec", java.util.Collections.singletonMap("components", deep));
    var view = GangMap.gang(hostile, FaultToleranceDefaults.STANDARD, Priorities.NONE);
    assertThat(view.spec().demand()).isInstanceOf(Demand.Unreadable.class);
    assertThat(view.status()).isEqualTo(GangStatus.UNSEEN);
  }
}
